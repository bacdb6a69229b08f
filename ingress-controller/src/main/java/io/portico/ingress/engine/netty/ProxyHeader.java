package io.portico.ingress.engine.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what Netty has read of a connection's PROXY header (HAProxy, {@code doc/proxy-protocol.txt}), and goes on
 * with the client that it tells of. A connection without one, or with one that makes no sense, ends.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private final Worker worker;
    private final Consumer<Read> next;
    private TimerWheel.@Nullable Timer timer;

    /**
     * Who is at the other end.
     *
     * @param port that the client came to
     * @param secure whether a proxy says that the client came to it by TLS
     */
    record Told(InetAddress client, int port, boolean secure) {}

    /** What the header tells; null when it tells of nobody, as the proxy's own checks of our health do. */
    record Read(@Nullable Told told) {
        /** The client, or where it tells of nobody the connection's own ends. */
        Told or(InetSocketAddress remote, InetSocketAddress local) {
            return told == null ? new Told(remote.getAddress(), local.getPort(), false) : told;
        }
    }

    /** @param next puts together what the connection goes on with */
    ProxyHeader(Worker worker, Consumer<Read> next) {
        this.worker = worker;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer = worker.timers().timer(() -> end(context));
        timer.set(worker.timeouts().head());
        if (context.channel().isActive()) {
            context.channel().read();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.channel().read();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timer != null) {
            timer.clear();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws UnknownHostException {
        var header = (HAProxyMessage) message;
        try {
            next.accept(new Read(read(header)));
            context.pipeline().remove(this);
        } finally {
            header.release();
        }
    }

    private static @Nullable Told read(HAProxyMessage header) throws UnknownHostException {
        var source = header.sourceAddress();
        var bytes = source == null ? null : NetUtil.createByteArrayFromIpAddressString(source);
        if (header.command() != HAProxyCommand.PROXY || bytes == null) {
            return null;
        }
        var secure = header.tlvs().stream().anyMatch(tlv -> tlv instanceof HAProxySSLTLV tls && tls.isPP2ClientSSL());
        return new Told(InetAddress.getByAddress(bytes), header.destinationPort(), secure);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        end(context); // it ends, or we do, before it has asked for anything
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(context);
    }

    private static void end(ChannelHandlerContext context) {
        var _ = context.close();
    }
}

package io.portico.ingress.engine.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.portico.ingress.engine.Peer;
import io.portico.ingress.model.routing.Listener;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.function.Supplier;

/** Puts a client's new connection together. */
final class ClientInitializer extends ChannelInitializer<Channel> {
    private final IdentityHashMap<EventLoop, Worker> workers;
    private final Shared shared;
    private final SslContext tls;
    private final Listener.Key listener;

    ClientInitializer(
            IdentityHashMap<EventLoop, Worker> workers, Shared shared, SslContext tls, Listener.Key listener) {
        this.workers = workers;
        this.shared = shared;
        this.tls = tls;
        this.listener = listener;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
                || !(channel.localAddress() instanceof InetSocketAddress local)) {
            var _ = channel.close(); // gone before it was looked at
            return;
        }
        var worker = Objects.requireNonNull(workers.get(channel.eventLoop()), "each event loop has a worker");
        worker.clients().add(channel);
        channel.closeFuture().addListener(_ -> worker.clients().remove(channel));
        if (shared.proxyProtocol() && Peer.isTrusted(shared.trustedProxies(), remote.getAddress())) {
            channel.pipeline()
                    .addLast(
                            new HAProxyMessageDecoder(),
                            new ProxyHeader(worker, told -> speak(worker, channel, told.or(remote, local))));
        } else {
            speak(worker, channel, new ProxyHeader.Told(remote.getAddress(), local.getPort(), false));
        }
    }

    /** On with the client, who this is. */
    private void speak(Worker worker, Channel channel, ProxyHeader.Told told) {
        var secure = listener.protocol() == Listener.Protocol.HTTPS;
        var peer = new Peer(told.client(), told.port(), secure || told.secure(), shared.trustedProxies());
        Supplier<ChannelHandler> http1 = () -> new ClientConnection(worker, shared, listener, peer, channel);
        Supplier<ChannelHandler> http2 = () -> new Http2Clients(worker, shared, listener, peer, channel).handler();
        if (secure) {
            channel.pipeline().addLast(new PlainHttpRefusal(), new TlsDoor(tls), new ProtocolChoice(http1, http2));
        } else {
            channel.pipeline().addLast(new PriorKnowledge(worker, http1, http2));
        }
    }
}

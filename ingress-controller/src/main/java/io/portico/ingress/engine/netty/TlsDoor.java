package io.portico.ingress.engine.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads the host that a client asks for from its ClientHello (RFC 6066 §3) before the JDK does, and hands it to the key
 * manager as the engine's peer host: the JDK has no words for names that DNS has, as those with an underscore.
 */
final class TlsDoor extends AbstractSniHandler<SslContext> {
    private static final int NO_PORT = -1;

    private final SslContext context;

    TlsDoor(SslContext context) {
        super(Limits.CLIENT_HELLO_BYTES, Limits.HANDSHAKE.toMillis());
        this.context = context;
    }

    @Override
    protected Future<SslContext> lookup(ChannelHandlerContext channel, @Nullable String host) {
        return channel.executor().newSucceededFuture(context);
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext channel, @Nullable String host, Future<SslContext> found) {
        var engine =
                host == null ? context.newEngine(channel.alloc()) : context.newEngine(channel.alloc(), host, NO_PORT);
        var handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(Limits.HANDSHAKE.toMillis());
        channel.pipeline().replace(this, null, handler);
    }
}

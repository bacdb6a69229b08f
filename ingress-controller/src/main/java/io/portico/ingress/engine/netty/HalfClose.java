package io.portico.ingress.engine.netty;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** Ends one direction of a connection. */
final class HalfClose {
    private HalfClose() {}

    /** Nothing is sent any more; what comes is still read. */
    static void output(Channel channel) {
        var tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            var _ = tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            var _ = duplex.shutdownOutput();
        }
    }
}

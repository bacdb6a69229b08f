package io.portico.ingress.engine.netty;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.util.function.Supplier;

/**
 * Waits for the handshake, and goes on with what client and we agreed on by ALPN (RFC 7301): HTTP/1.1 where on nothing.
 */
final class ProtocolChoice extends ApplicationProtocolNegotiationHandler {
    private final Supplier<ChannelHandler> http1;
    private final Supplier<ChannelHandler> http2;

    ProtocolChoice(Supplier<ChannelHandler> http1, Supplier<ChannelHandler> http2) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        super.handlerAdded(context);
        if (context.channel().isActive()) {
            context.channel().read();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        super.channelActive(context);
        context.channel().read();
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
        var isHttp2 = protocol.equals(ApplicationProtocolNames.HTTP_2);
        context.pipeline().addLast(isHttp2 ? http2.get() : http1.get());
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close(); // the client's doing
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}

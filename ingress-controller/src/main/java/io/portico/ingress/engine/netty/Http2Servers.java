package io.portico.ingress.engine.netty;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;

/** Puts the handler of an HTTP/2 connection to an endpoint together. Nothing is pushed to us. */
final class Http2Servers extends AbstractHttp2ConnectionHandlerBuilder<Http2EndpointConnection, Http2Servers> {
    private final Worker worker;
    private final Channel channel;
    private final Http2EndpointPool pool;

    Http2Servers(Worker worker, Channel channel, Http2EndpointPool pool) {
        this.worker = worker;
        this.channel = channel;
        this.pool = pool;
    }

    /** A new one, for the channel's pipeline. */
    Http2EndpointConnection handler() {
        server(false);
        initialSettings(new Http2Settings()
                .pushEnabled(false)
                .initialWindowSize(Limits.STREAM_WINDOW)
                .maxHeaderListSize(Limits.RESPONSE.head()));
        validateHeaders(true);
        return build();
    }

    @Override
    protected Http2EndpointConnection build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        return new Http2EndpointConnection(decoder, encoder, settings, worker, channel, pool);
    }
}

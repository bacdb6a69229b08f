package io.portico.ingress.engine.netty;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.portico.ingress.engine.Peer;
import io.portico.ingress.model.routing.Listener;

/**
 * Puts the handler of a client's HTTP/2 connection together: Netty's codec with its checks of headers and its bounds on
 * resets in a row (CVE-2023-44487, CVE-2025-55163), on CONTINUATION frames and on empty ones.
 */
final class Http2Clients extends AbstractHttp2ConnectionHandlerBuilder<Http2ClientConnection, Http2Clients> {
    private final Worker worker;
    private final Shared shared;
    private final Listener.Key listener;
    private final Peer peer;
    private final Channel channel;

    Http2Clients(Worker worker, Shared shared, Listener.Key listener, Peer peer, Channel channel) {
        this.worker = worker;
        this.shared = shared;
        this.listener = listener;
        this.peer = peer;
        this.channel = channel;
    }

    /** A new one, for the end of the channel's pipeline. */
    Http2ClientConnection handler() {
        server(true);
        initialSettings(new Http2Settings()
                .maxConcurrentStreams(Limits.STREAMS)
                .initialWindowSize(Limits.STREAM_WINDOW)
                .maxHeaderListSize(Limits.REQUEST.head()));
        validateHeaders(true);
        validateRequiredPseudoHeaders(true);
        decoderEnforceMaxRstFramesPerWindow(Limits.RESETS, Limits.RESETS_SECONDS);
        encoderEnforceMaxRstFramesPerWindow(Limits.RESETS, Limits.RESETS_SECONDS);
        return build();
    }

    @Override
    protected Http2ClientConnection build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        return new Http2ClientConnection(decoder, encoder, settings, worker, shared, listener, peer, channel);
    }
}

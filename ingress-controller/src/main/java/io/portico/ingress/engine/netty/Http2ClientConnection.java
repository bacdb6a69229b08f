package io.portico.ingress.engine.netty;

import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;
import static io.netty.handler.codec.http2.Http2Exception.connectionError;
import static io.netty.handler.codec.http2.Http2Exception.streamError;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.portico.ingress.engine.Peer;
import io.portico.ingress.engine.http1.MalformedMessage;
import io.portico.ingress.model.routing.Listener;

/** A client's connection that speaks HTTP/2: each of its streams is a request with an exchange of its own. */
final class Http2ClientConnection extends Http2Transport<Http2ClientStream> {
    private static final int BAD_REQUEST = 400;

    private final Shared shared;
    private final Listener.Key listener;
    private final Peer peer;
    private final TimerWheel.Timer timer;
    private final Http2ClosedStreams closed = new Http2ClosedStreams();

    private boolean isDraining;
    private boolean isEnding;

    Http2ClientConnection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Worker worker,
            Shared shared,
            Listener.Key listener,
            Peer peer,
            Channel channel) {
        super(decoder, encoder, settings, worker, channel);
        this.shared = shared;
        this.listener = listener;
        this.peer = peer;
        this.timer = worker.timers().timer(this::timeout);
        var events = new Events();
        decoder.frameListener(events);
        connection().addListener(events);
    }

    Shared shared() {
        return shared;
    }

    Listener.Key listener() {
        return listener;
    }

    Peer peer() {
        return peer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        super.handlerAdded(added);
        timer.set(worker().timeouts().clientIdle());
        openWindow();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) throws Exception {
        timer.clear();
        super.channelInactive(ignored);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ignored, Object event) throws Exception {
        if (event == Draining.BEGINS) {
            drain();
        } else {
            super.userEventTriggered(ignored, event);
        }
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ignored, boolean outbound, Throwable cause, StreamException error) {
        var id = error.streamId();
        if (!outbound && error.error() == STREAM_CLOSED && connection().stream(id) == null) {
            if (closed.wasPassedOver(id)) {
                onConnectionError(
                        ignored, false, cause, connectionError(PROTOCOL_ERROR, "stream %d was passed over", id));
                return;
            }
            if (closed.wasEnded(id)) {
                onConnectionError(ignored, false, cause, connectionError(STREAM_CLOSED, "stream %d has ended", id));
                return;
            }
        }
        super.onStreamError(ignored, outbound, cause, error);
    }

    /**
     * Twice GOAWAY: the first forbids nothing yet, as requests may be on their way; the second, a moment later, names
     * the last that is answered (RFC 9113 §6.8).
     */
    private void drain() {
        if (!isDraining) {
            isDraining = true;
            goAway(Integer.MAX_VALUE);
            timer.set(Limits.GOAWAY);
        }
    }

    /** Idle for too long, or the time between the two GOAWAYs is over. */
    private void timeout() {
        isEnding = true;
        goAway(connection().remote().lastStreamCreated());
        endIfIdle();
    }

    private void goAway(int last) {
        var _ = goAway(
                context(),
                last,
                Http2Error.NO_ERROR.code(),
                Unpooled.EMPTY_BUFFER,
                context().newPromise());
        touch();
        worker().flush();
    }

    private void endIfIdle() {
        if (isEnding && connection().numActiveStreams() == 0) {
            var _ = channel().close();
        }
    }

    private final class Events extends Http2Events {
        @Override
        public void onHeadersRead(
                ChannelHandlerContext ignored, int id, Http2Headers headers, int padding, boolean isEnd)
                throws Http2Exception {
            var stream = connection().stream(id);
            if (stream == null) {
                return;
            }
            try {
                if (side(stream) == null) {
                    begin(stream, headers, isEnd);
                } else {
                    var trailers = Http2Heads.trailers(headers);
                    with(stream, request -> request.trailers(trailers));
                }
            } catch (MalformedMessage e) {
                shared.refusals().accept(e.fault());
                throw streamError(id, PROTOCOL_ERROR, "%s", e.fault().label());
            }
        }

        /** What is too large is answered; all else that cannot be said in HTTP/1 is malformed (RFC 9113 §8.1.1). */
        private void begin(Http2Stream stream, Http2Headers headers, boolean isEnd) {
            bind(stream, new Http2ClientStream(Http2ClientConnection.this, stream));
            closed.opened(stream.id());
            if (!isDraining) {
                timer.clear();
            }
            try {
                var head = Http2Heads.request(headers, !isEnd);
                with(stream, request -> request.begin(head, isEnd));
            } catch (MalformedMessage e) {
                if (e.fault().status() == BAD_REQUEST) {
                    throw e;
                }
                with(stream, request -> request.refuse(e.fault()));
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext ignored, int id, ByteBuf data, int padding, boolean isEnd) {
            var stream = connection().stream(id);
            if (side(stream) == null) {
                return data.readableBytes() + padding;
            }
            with(stream, request -> request.data(data, isEnd));
            return padding;
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            var request = side(stream);
            if (request != null && request.hasEnded()) {
                closed.ended(stream.id());
            }
            with(stream, Http2ClientStream::closed);
            if (connection().numActiveStreams() == 0 && !isDraining) {
                timer.set(worker().timeouts().clientIdle());
            }
        }

        @Override
        public void onStreamRemoved(Http2Stream stream) {
            channel().eventLoop().execute(Http2ClientConnection.this::endIfIdle);
        }
    }
}

package io.portico.ingress.engine.netty;

import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;
import static io.netty.handler.codec.http2.Http2Exception.connectionError;
import static io.netty.handler.codec.http2.Http2Exception.streamError;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.portico.ingress.engine.Peer;
import io.portico.ingress.engine.http1.MalformedMessage;
import io.portico.ingress.model.routing.Listener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection that speaks HTTP/2 (RFC 9113): each of its streams is a request with an exchange of its own.
 * How much the client may send ahead is bounded by the windows of streams and connection, which open as endpoints take
 * it.
 */
final class Http2ClientConnection extends Http2ConnectionHandler implements Flushed {
    private static final Logger LOG = Logger.getLogger(Http2ClientConnection.class);
    private static final int BAD_REQUEST = 400;

    private final Worker worker;
    private final Shared shared;
    private final Listener.Key listener;
    private final Peer peer;
    private final Channel channel;
    private final TimerWheel.Timer timer;
    private final PropertyKey key;
    private final Http2ClosedStreams closed = new Http2ClosedStreams();
    private final ArrayDeque<Http2ClientStream> holding = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    private boolean isDirty;
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
        super(decoder, encoder, settings);
        this.worker = worker;
        this.shared = shared;
        this.listener = listener;
        this.peer = peer;
        this.channel = channel;
        this.timer = worker.timers().timer(this::timeout);
        this.key = connection().newKey();
        var events = new Events();
        decoder.frameListener(events);
        connection().addListener(events);
        encoder.flowController().listener(stream -> with(stream, Http2ClientStream::writable));
    }

    Worker worker() {
        return worker;
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

    /** Where frames are written. */
    ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "the handler is in its pipeline");
    }

    /** Something was written: it goes out at the end of the event. */
    void touch() {
        if (!isDirty) {
            isDirty = true;
            worker.willFlush(this);
        }
    }

    /** That stream holds something back until the end of the event. */
    void holds(Http2ClientStream stream) {
        holding.add(stream);
        touch();
    }

    /** Part of what a client sent was taken: so much more may come. */
    void taken(Http2Stream stream, int bytes) {
        try {
            if (bytes > 0 && decoder().flowController().consumeBytes(stream, bytes)) {
                touch();
            }
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    @Override
    public void flush() {
        for (var stream = holding.poll(); stream != null; stream = holding.poll()) {
            stream.release();
        }
        isDirty = false;
        flush(context());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        timer.set(Limits.CLIENT_IDLE);
        super.handlerAdded(added);
        // Memory is bounded by windows, and a window must hear of pings and resets at any time.
        channel.config().setAutoRead(true);
        decoder()
                .flowController()
                .incrementWindowSize(connection().connectionStream(), Limits.CONNECTION_WINDOW - Limits.FIRST_WINDOW);
        touch();
        worker.flush();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) throws Exception {
        worker.flush();
        super.channelReadComplete(ignored);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) throws Exception {
        super.channelWritabilityChanged(ignored);
        worker.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) throws Exception {
        timer.clear();
        super.channelInactive(ignored);
        worker.flush();
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
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) throws Exception {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            var _ = channel.close(); // the client's doing: a reset, a broken record
        } else {
            super.exceptionCaught(ignored, cause);
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
        worker.flush();
    }

    private void endIfIdle() {
        if (isEnding && connection().numActiveStreams() == 0) {
            var _ = channel.close();
        }
    }

    private void with(Http2Stream stream, Consumer<Http2ClientStream> action) {
        Http2ClientStream request = stream.getProperty(key);
        if (request == null) {
            return;
        }
        try {
            action.accept(request);
        } catch (RuntimeException e) {
            LOG.error("a request is given up", e);
            request.broken();
        }
    }

    private final class Events extends Http2EventAdapter {
        @Override
        public void onHeadersRead(
                ChannelHandlerContext ignored,
                int id,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean isEnd)
                throws Http2Exception {
            onHeadersRead(ignored, id, headers, padding, isEnd);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ignored, int id, Http2Headers headers, int padding, boolean isEnd)
                throws Http2Exception {
            var stream = connection().stream(id);
            if (stream == null) {
                return;
            }
            Http2ClientStream known = stream.getProperty(key);
            try {
                if (known == null) {
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
            var request = new Http2ClientStream(Http2ClientConnection.this, stream);
            stream.setProperty(key, request);
            closed.opened(stream.id());
            if (!isDraining) {
                timer.clear();
            }
            try {
                var head = Http2Heads.request(headers, !isEnd);
                with(stream, _ -> request.begin(head, isEnd));
            } catch (MalformedMessage e) {
                if (e.fault().status() == BAD_REQUEST) {
                    throw e;
                }
                with(stream, _ -> request.refuse(e.fault()));
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext ignored, int id, ByteBuf data, int padding, boolean isEnd) {
            var bytes = data.readableBytes();
            var stream = connection().stream(id);
            Http2ClientStream request = stream == null ? null : stream.getProperty(key);
            if (request == null) {
                return bytes + padding;
            }
            with(stream, _ -> request.data(data, isEnd));
            return padding;
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            Http2ClientStream request = stream.getProperty(key);
            if (request != null && request.hasEnded()) {
                closed.ended(stream.id());
            }
            with(stream, Http2ClientStream::closed);
            if (connection().numActiveStreams() == 0 && !isDraining) {
                timer.set(Limits.CLIENT_IDLE);
            }
        }

        @Override
        public void onStreamRemoved(Http2Stream stream) {
            channel.eventLoop().execute(Http2ClientConnection.this::endIfIdle);
        }
    }
}

package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.MalformedMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request to an endpoint that speaks HTTP/2. */
final class Http2EndpointStream implements EndpointStream, Http2Transport.Side {
    private static final int FINAL = 200;

    private final Http2EndpointConnection connection;
    private final TimerWheel.Timer timer;

    private @Nullable Exchange exchange;
    private @Nullable Http2Stream stream;
    private @Nullable Http2Frames frames;
    private @Nullable HeaderBlock trailers;
    private boolean hasSent;
    private boolean requestDone;
    private boolean isAnswered;
    private boolean responseEnded;

    Http2EndpointStream(Http2EndpointConnection connection) {
        this.connection = connection;
        this.timer = connection.worker().timers().timer(this::timeout);
    }

    @Override
    public void begin(Exchange next) {
        exchange = next;
    }

    @Override
    public void send(ForwardedRequest request) {
        var opened = connection.open(this);
        if (opened == null) {
            fail(EndpointFailure.GONE);
            return;
        }
        stream = opened;
        frames = new Http2Frames(connection, opened);
        hasSent = true;
        requestDone = !request.hasBody();
        var _ = frames().headers(Http2Heads.request(request), requestDone);
        watch();
    }

    @Override
    public void write(ByteBuf part) {
        frames().data(part);
        watch();
    }

    @Override
    public void end(@Nullable HeaderBlock fields) {
        requestDone = true;
        if (fields != null && fields.size() > 0) {
            var _ = frames().headers(Http2Heads.trailers(fields), true);
        } else {
            var _ = frames().end();
        }
        watch();
    }

    @Override
    public void cancel() {
        exchange = null;
        timer.clear();
        if (frames != null) {
            frames().reset(Http2Error.CANCEL);
        }
    }

    @Override
    public boolean isWritable() {
        return exchange != null && frames != null && frames().isWritable();
    }

    @Override
    public void resume() {
        pass();
    }

    @Override
    public boolean hasSent() {
        return hasSent;
    }

    @Override
    public Detached detach() {
        throw new IllegalStateException("no response of HTTP/2 leaves HTTP");
    }

    /** A head came, or trailers. */
    void head(Http2Headers headers, boolean isEnd) {
        var current = exchange;
        if (current == null) {
            return;
        }
        try {
            if (isAnswered) {
                trailers = Http2Heads.trailers(headers);
            } else {
                var head = Http2Heads.response(headers, !isEnd);
                isAnswered = head.status() >= FINAL;
                current.responded(head);
            }
        } catch (MalformedMessage e) {
            frames().reset(Http2Error.PROTOCOL_ERROR);
            fail(EndpointFailure.MALFORMED);
            return;
        }
        responseEnded |= isEnd;
        pass();
    }

    /** More of the response's body came; the bytes are still the caller's. */
    void data(ByteBuf part, boolean isEnd) {
        responseEnded |= isEnd;
        if (exchange == null) {
            frames().refuse(part);
        } else {
            frames().receive(part);
            pass();
        }
    }

    /** The endpoint ends it. */
    void wasReset(long error) {
        // It says that it did not look at the request (RFC 9113 §8.7).
        hasSent &= error != Http2Error.REFUSED_STREAM.code();
    }

    @Override
    public void writable() {
        watch();
        var current = exchange;
        if (current != null && isWritable()) {
            current.endpointWritable();
        }
    }

    @Override
    public void closed() {
        if (responseEnded) {
            return; // what waits is still passed on
        }
        hasSent &= stream == null || !connection.wasPassedOver(stream);
        frames().drop();
        fail(isAnswered ? EndpointFailure.TRUNCATED : EndpointFailure.GONE);
    }

    @Override
    public void broken() {
        frames().reset(Http2Error.INTERNAL_ERROR);
        fail(EndpointFailure.BROKEN);
    }

    /** What came goes on, as far as the client takes it. */
    private void pass() {
        var current = exchange;
        while (current != null && current == exchange && !frames().isDrained() && current.takesResponse()) {
            current.responsePart(frames().take());
        }
        if (current != null && current == exchange && responseEnded && frames().isDrained()) {
            exchange = null;
            timer.clear();
            if (!requestDone) {
                frames().reset(Http2Error.NO_ERROR);
            }
            current.responseEnd(trailers);
        } else {
            watch();
        }
    }

    private void fail(EndpointFailure failure) {
        timer.clear();
        var failed = exchange;
        if (failed != null) {
            failed.endpointFailed(failure);
            exchange = null;
        }
    }

    private void timeout() {
        frames().reset(Http2Error.CANCEL);
        fail(EndpointFailure.SILENT);
        connection.worker().flush();
    }

    /**
     * What time runs for now: sending, or the next byte of the response; none while the client is who is waited for.
     */
    private void watch() {
        var current = exchange;
        if (current == null) {
            timer.clear();
            return;
        }
        var waits = requestDone ? !isAnswered || current.takesResponse() : !isWritable();
        if (waits) {
            timer.set(current.policy().readTimeout());
        } else {
            timer.clear();
        }
    }

    private Http2Frames frames() {
        return Objects.requireNonNull(frames, "a request was sent");
    }
}

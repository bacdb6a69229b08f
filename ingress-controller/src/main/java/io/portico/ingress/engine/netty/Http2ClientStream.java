package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.http1.Fault;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.MalformedMessage;
import io.portico.ingress.engine.http1.RequestHead;
import io.portico.ingress.engine.http1.ResponseHead;
import io.portico.ingress.engine.netty.Intake.Answer;
import io.portico.ingress.engine.netty.Intake.Forward;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One request of an HTTP/2 client. What its endpoint does not take yet waits here, bounded by the stream's window. The
 * last part of a response's body is held until the end of the event, so that a short response ends with its only DATA
 * frame.
 */
final class Http2ClientStream implements ClientStream {
    private static final int CONTINUE = 100;

    private final Http2ClientConnection connection;
    private final Http2Stream stream;
    private final TimerWheel.Timer timer;
    private final ArrayDeque<ByteBuf> body = new ArrayDeque<>(2);

    private @Nullable Exchange exchange;
    private @Nullable HeaderBlock trailers;
    private @Nullable ByteBuf held;
    private boolean isToHead;
    private boolean requestEnded;
    private boolean requestPassed;
    private boolean waitsForContinue;
    private boolean isAnswered;
    private boolean isEnded;

    Http2ClientStream(Http2ClientConnection connection, Http2Stream stream) {
        this.connection = connection;
        this.stream = stream;
        this.timer = connection.worker().timers().timer(this::timeout);
    }

    /** Its head came. */
    void begin(RequestHead head, boolean isEnd) {
        isToHead = head.method().equals("HEAD");
        requestEnded = isEnd;
        requestPassed = isEnd;
        var shared = connection.shared();
        try {
            switch (shared.intake()
                    .take(
                            head,
                            connection.peer(),
                            connection.listener(),
                            shared.tables().get())) {
                case Answer(var route, var local) -> {
                    var measurement = shared.metrics().begin(route);
                    answer(local);
                    var _ = measurement.end(local.status());
                }
                case Forward(var route, var upstream, var request) -> {
                    waitsForContinue = request.expectsContinue();
                    var next = new Exchange(
                            connection.worker(),
                            shared.selector(),
                            this,
                            request,
                            upstream,
                            shared.metrics().begin(route));
                    exchange = next;
                    next.start();
                    watch();
                }
            }
        } catch (MalformedMessage e) {
            refuse(e.fault());
        }
    }

    /** More of its body came; the bytes are still the caller's. */
    void data(ByteBuf part, boolean isEnd) {
        requestEnded |= isEnd;
        if (exchange == null) {
            connection.taken(stream, part.readableBytes());
            return;
        }
        if (part.isReadable()) {
            body.add(part.retain());
        }
        pass();
    }

    /** What came behind its body. */
    void trailers(HeaderBlock fields) {
        requestEnded = true;
        trailers = fields;
        pass();
    }

    /** Whether the client has sent the end of its request. */
    boolean hasEnded() {
        return requestEnded;
    }

    /** The request is not understood. */
    void refuse(Fault fault) {
        var shared = connection.shared();
        shared.refusals().accept(fault);
        var _ = shared.metrics().begin(null).end(fault.status());
        answer(LocalResponse.of(fault.status()));
    }

    /** The window of the client, or its connection, takes more or no more. */
    void writable() {
        var current = exchange;
        watch();
        if (current != null && isWritable()) {
            current.clientWritable();
        }
    }

    /** The stream has ended, by whomever. */
    void closed() {
        isEnded = true;
        leave(Exchange.CLIENT_GONE);
    }

    /** A fault of ours. */
    void broken() {
        var current = exchange;
        if (current != null) {
            current.broken();
        }
        if (!isEnded) {
            reset(Http2Error.INTERNAL_ERROR);
        }
    }

    @Override
    public void inform(ResponseHead head) {
        waitsForContinue &= head.status() != CONTINUE;
        var _ = headers(Http2Heads.response(head, isToHead, ""), false);
    }

    @Override
    public void respond(ResponseHead head) {
        waitsForContinue = false;
        isAnswered = true;
        var isWhole = head.length() == 0;
        var sent = headers(
                Http2Heads.response(head, isToHead, connection.worker().date().now()), isWhole);
        if (isWhole) {
            end(sent);
        }
    }

    @Override
    public void write(ByteBuf part) {
        if (isEnded) {
            part.release();
            return;
        }
        var _ = release(false);
        held = part;
        connection.holds(this);
        watch();
    }

    /** Sends what is held; the connection calls at the end of the event. */
    void release() {
        var _ = release(false);
    }

    @Override
    public void end(@Nullable HeaderBlock fields) {
        if (isEnded) {
            exchange = null;
            return;
        }
        if (fields != null && fields.size() > 0) {
            var _ = release(false);
            end(headers(Http2Heads.trailers(fields), true));
        } else {
            end(release(true));
        }
    }

    @Override
    public void answer(LocalResponse local) {
        isAnswered = true;
        var headers = Http2Heads.answer(local, connection.worker().date().now());
        if (isToHead) {
            end(headers(headers, true));
            return;
        }
        var _ = headers(headers, false);
        held = ByteBufUtil.writeAscii(connection.context().alloc(), local.line());
        end(release(true));
    }

    @Override
    public void abort() {
        exchange = null;
        reset(Http2Error.INTERNAL_ERROR);
    }

    @Override
    public void upgrade(ResponseHead head, String protocol, EndpointStream endpoint, Runnable ended) {
        throw new IllegalStateException("no request of HTTP/2 asks for an upgrade");
    }

    @Override
    public boolean isWritable() {
        return isEnded || connection.encoder().flowController().isWritable(stream);
    }

    @Override
    public void resume() {
        pass();
    }

    private void pass() {
        var current = exchange;
        while (current != null && current == exchange && current.takesBody() && !body.isEmpty()) {
            var part = body.remove();
            var bytes = part.readableBytes();
            waitsForContinue = false;
            current.requestPart(part);
            connection.taken(stream, bytes);
        }
        if (current != null
                && current == exchange
                && current.takesBody()
                && body.isEmpty()
                && requestEnded
                && !requestPassed) {
            requestPassed = true;
            current.requestEnd(trailers);
        }
        watch();
    }

    private ChannelFuture headers(Http2Headers headers, boolean isEnd) {
        var context = connection.context();
        connection.touch();
        return connection.encoder().writeHeaders(context, stream.id(), headers, 0, isEnd, context.newPromise());
    }

    private @Nullable ChannelFuture release(boolean isEnd) {
        var part = held;
        held = null;
        if (part == null && !isEnd) {
            return null;
        }
        var context = connection.context();
        connection.touch();
        return connection
                .encoder()
                .writeData(
                        context,
                        stream.id(),
                        part == null ? Unpooled.EMPTY_BUFFER : part,
                        0,
                        isEnd,
                        context.newPromise());
    }

    /** The response is whole. A client that still sends is asked to stop, once it has it (RFC 9113 §8.1). */
    private void end(@Nullable ChannelFuture sent) {
        isEnded = true;
        exchange = null;
        timer.clear();
        drop();
        if (!requestEnded && sent != null) {
            var _ = sent.addListener(written -> {
                if (written.isSuccess() && !requestEnded) {
                    reset(Http2Error.NO_ERROR);
                    connection.worker().flush();
                }
            });
        }
    }

    private void reset(Http2Error error) {
        isEnded = true;
        timer.clear();
        drop();
        var context = connection.context();
        var _ = connection.resetStream(context, stream.id(), error.code(), context.newPromise());
        connection.touch();
    }

    private void leave(int status) {
        timer.clear();
        drop();
        var current = exchange;
        exchange = null;
        if (current != null) {
            current.clientFailed(status);
        }
    }

    /** What nobody takes any more; the window of the connection has it back with the stream's end. */
    private void drop() {
        body.forEach(ByteBuf::release);
        body.clear();
        var part = held;
        held = null;
        if (part != null) {
            part.release();
        }
    }

    private void timeout() {
        if (waitsForContinue) {
            waitsForContinue = false;
            inform(new ResponseHead(CONTINUE, 1, new HeaderBlock(), 0));
            watch();
        } else if (!isAnswered) {
            leave(Fault.TIMEOUT.status());
            connection.shared().refusals().accept(Fault.TIMEOUT);
            answer(LocalResponse.of(Fault.TIMEOUT.status()));
        } else {
            leave(Exchange.CLIENT_GONE);
            reset(Http2Error.CANCEL);
        }
        connection.worker().flush();
    }

    /**
     * What time runs for now: the client's next bytes, or that it takes ours; none while the endpoint is waited for.
     */
    private void watch() {
        var current = exchange;
        if (current == null) {
            timer.clear();
        } else if (!isWritable()) {
            timer.set(Limits.CLIENT_STALL);
        } else if (!requestEnded && body.isEmpty() && current.takesBody()) {
            timer.set(waitsForContinue ? Limits.CONTINUE : Limits.CLIENT_STALL);
        } else {
            timer.clear();
        }
    }
}

package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.http1.Fault;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.MalformedMessage;
import io.portico.ingress.engine.http1.RequestHead;
import io.portico.ingress.engine.http1.ResponseHead;
import org.jspecify.annotations.Nullable;

/** One request of an HTTP/2 client. */
final class Http2ClientStream implements ClientStream, Http2Transport.Side {
    private static final int CONTINUE = 100;

    private final Http2ClientConnection connection;
    private final Http2Frames frames;
    private final TimerWheel.Timer timer;

    private @Nullable Exchange exchange;
    private @Nullable HeaderBlock trailers;
    private boolean isToHead;
    private boolean requestEnded;
    private boolean requestPassed;
    private boolean waitsForContinue;
    private boolean isAnswered;

    Http2ClientStream(Http2ClientConnection connection, Http2Stream stream) {
        this.connection = connection;
        this.frames = new Http2Frames(connection, stream);
        this.timer = connection.worker().timers().timer(this::timeout);
    }

    /** Its head came. */
    void begin(RequestHead head, boolean isEnd) {
        isToHead = head.method().equals("HEAD");
        requestEnded = isEnd;
        requestPassed = isEnd;
        try {
            var next = connection
                    .shared()
                    .admit(head, connection.peer(), connection.listener(), connection.worker(), this);
            if (next != null) {
                waitsForContinue = next.request().expectsContinue();
                exchange = next;
                next.start();
                watch();
            }
        } catch (MalformedMessage e) {
            refuse(e.fault());
        }
    }

    /** More of its body came; the bytes are still the caller's. */
    void data(ByteBuf part, boolean isEnd) {
        requestEnded |= isEnd;
        if (exchange == null) {
            frames.refuse(part);
        } else {
            frames.receive(part);
            pass();
        }
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

    @Override
    public void writable() {
        var current = exchange;
        watch();
        if (current != null && isWritable()) {
            current.clientWritable();
        }
    }

    @Override
    public void closed() {
        frames.drop();
        leave(Exchange.CLIENT_GONE);
    }

    @Override
    public void broken() {
        var current = exchange;
        if (current != null) {
            current.broken();
        }
        if (!frames.isEnded()) {
            frames.reset(Http2Error.INTERNAL_ERROR);
        }
    }

    @Override
    public void inform(ResponseHead head) {
        waitsForContinue &= head.status() != CONTINUE;
        var _ = frames.headers(Http2Heads.response(head, isToHead, ""), false);
    }

    @Override
    public void respond(ResponseHead head) {
        waitsForContinue = false;
        isAnswered = true;
        var isWhole = head.length() == 0;
        var headers =
                Http2Heads.response(head, isToHead, connection.worker().date().now());
        var sent = frames.headers(headers, isWhole);
        if (isWhole) {
            ended(sent);
        }
    }

    @Override
    public void write(ByteBuf part) {
        frames.data(part);
        watch();
    }

    @Override
    public void end(@Nullable HeaderBlock fields) {
        if (frames.isEnded()) {
            exchange = null;
        } else if (fields != null && fields.size() > 0) {
            ended(frames.headers(Http2Heads.trailers(fields), true));
        } else {
            ended(frames.end());
        }
    }

    @Override
    public void answer(LocalResponse local) {
        isAnswered = true;
        var headers = Http2Heads.answer(local, connection.worker().date().now());
        if (isToHead) {
            ended(frames.headers(headers, true));
        } else {
            var _ = frames.headers(headers, false);
            frames.data(ByteBufUtil.writeAscii(connection.context().alloc(), local.line()));
            ended(frames.end());
        }
    }

    @Override
    public void abort() {
        exchange = null;
        timer.clear();
        frames.reset(Http2Error.INTERNAL_ERROR);
    }

    @Override
    public void upgrade(ResponseHead head, String protocol, EndpointStream endpoint, Runnable ended) {
        throw new IllegalStateException("no request of HTTP/2 asks for an upgrade");
    }

    @Override
    public boolean isWritable() {
        return frames.isWritable();
    }

    @Override
    public void resume() {
        pass();
    }

    /** What came goes on, as far as the endpoint takes it. */
    private void pass() {
        var current = exchange;
        while (current != null && current == exchange && current.takesBody() && !frames.isDrained()) {
            waitsForContinue = false;
            current.requestPart(frames.take());
        }
        var isWhole = requestEnded && !requestPassed && frames.isDrained();
        if (current != null && current == exchange && isWhole && current.takesBody()) {
            requestPassed = true;
            current.requestEnd(trailers);
        }
        watch();
    }

    /**
     * The response is whole. A client that still sends is asked to stop once it has it (RFC 9113 §8.1), and one that
     * does not take it is not waited for.
     */
    private void ended(@Nullable ChannelFuture sent) {
        exchange = null;
        timer.clear();
        frames.drop();
        if (sent == null || (sent.isSuccess() && requestEnded)) {
            return;
        }
        timer.set(connection.worker().timeouts().clientStall());
        var _ = sent.addListener(written -> {
            timer.clear();
            if (written.isSuccess() && !requestEnded) {
                frames.reset(Http2Error.NO_ERROR);
                connection.worker().flush();
            }
        });
    }

    private void leave(int status) {
        timer.clear();
        var current = exchange;
        exchange = null;
        if (current != null) {
            current.clientFailed(status);
        }
    }

    private void timeout() {
        if (exchange == null) {
            frames.reset(Http2Error.CANCEL);
        } else if (waitsForContinue) {
            waitsForContinue = false;
            inform(new ResponseHead(CONTINUE, 1, new HeaderBlock(), 0));
            watch();
        } else if (!isAnswered) {
            leave(Fault.TIMEOUT.status());
            connection.shared().refusals().accept(Fault.TIMEOUT);
            answer(LocalResponse.of(Fault.TIMEOUT.status()));
        } else {
            leave(Exchange.CLIENT_GONE);
            frames.reset(Http2Error.CANCEL);
        }
        connection.worker().flush();
    }

    /**
     * What time runs for now: the client's next bytes, or that it takes ours; none while the endpoint is waited for.
     */
    private void watch() {
        var current = exchange;
        var timeouts = connection.worker().timeouts();
        if (current == null) {
            return;
        }
        if (!isWritable()) {
            timer.set(timeouts.clientStall());
        } else if (!requestEnded && frames.isDrained() && current.takesBody()) {
            timer.set(waitsForContinue ? timeouts.goOn() : timeouts.clientStall());
        } else {
            timer.clear();
        }
    }
}

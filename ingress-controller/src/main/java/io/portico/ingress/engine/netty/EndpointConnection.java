package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.portico.ingress.engine.http1.BodyLength;
import io.portico.ingress.engine.http1.BodyReader;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.MalformedMessage;
import io.portico.ingress.engine.http1.MessageWriter;
import io.portico.ingress.engine.http1.ResponseHead;
import io.portico.ingress.engine.http1.ResponseReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint that speaks HTTP/1.1: one request after the other. It goes back to its pool only when
 * request and response are both whole and nothing is left of what came; a byte that comes while no request is under way
 * ends it, so that nothing is ever read as part of another's response.
 */
final class EndpointConnection extends ChannelInboundHandlerAdapter implements EndpointStream {
    private static final Logger LOG = Logger.getLogger(EndpointConnection.class);

    private final Http1EndpointPool pool;
    private final Channel channel;
    private final Output output;
    private final Unread unread = new Unread();
    private final ResponseReader heads = new ResponseReader(Limits.RESPONSE);
    private final BodyReader body = new BodyReader(Limits.RESPONSE);
    private final TimerWheel.Timer timer;

    private Phase phase = Phase.IDLE;
    private @Nullable Exchange exchange;
    private @Nullable BodyWriter request;
    private boolean isToHead;
    private boolean requestDone;
    private boolean isPersistent;
    private boolean hasAnswered;
    private boolean outputBroken;
    private boolean inputEnded;
    private boolean inputFailed;
    private boolean isReading;

    private enum Phase {
        IDLE,
        HEAD,
        BODY,
        ENDED
    }

    EndpointConnection(Http1EndpointPool pool, Channel channel) {
        this.pool = pool;
        this.channel = channel;
        this.output = new Output(pool.worker(), channel);
        this.timer = pool.worker().timers().timer(this::timeout);
    }

    /** Whether a request may be sent on it, as far as is known. */
    boolean isUsable() {
        return phase == Phase.IDLE && channel.isActive() && !inputEnded && !outputBroken;
    }

    @Override
    public void begin(Exchange next) {
        exchange = next;
        phase = Phase.HEAD;
        hasAnswered = false;
        output.begin();
    }

    @Override
    public void send(ForwardedRequest head) {
        var out = output.room(MessageWriter.room(head.method(), head.target(), head.headers()));
        MessageWriter.requestLine(out, head.method(), head.target());
        head.headers().writeTo(out);
        if (head.hasBody()) {
            MessageWriter.length(out, head.length());
        }
        MessageWriter.end(out);
        request = new BodyWriter(output, head.length() == BodyLength.CHUNKED);
        isToHead = head.isHead();
        requestDone = !head.hasBody();
        watch();
        channel.read();
    }

    @Override
    public void write(ByteBuf part) {
        if (outputBroken) {
            part.release();
        } else {
            Objects.requireNonNull(request, "a request was sent").part(part);
            watch();
        }
    }

    @Override
    public void end(@Nullable HeaderBlock trailers) {
        requestDone = true;
        if (!outputBroken) {
            Objects.requireNonNull(request, "a request was sent").end(trailers);
        }
        watch();
    }

    @Override
    public boolean hasSent() {
        return output.hasFlushed();
    }

    @Override
    public boolean isWritable() {
        return !outputBroken && phase != Phase.IDLE && phase != Phase.ENDED && channel.isWritable();
    }

    @Override
    public void resume() {
        if (!isReading) {
            process();
            readMore();
        }
    }

    @Override
    public void cancel() {
        exchange = null;
        end();
    }

    /** No request came about: kept, or closed. */
    void release() {
        phase = Phase.IDLE;
        if (isUsable() && pool.keep(this)) {
            timer.set(pool.worker().timeouts().endpointIdle());
            channel.read();
        } else {
            end();
        }
    }

    @Override
    public Detached detach() {
        phase = Phase.ENDED;
        exchange = null;
        timer.clear();
        output.flush();
        pool.ended(this);
        channel.pipeline().remove(this);
        return new Detached(channel, unread.take());
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        hasAnswered = true;
        unread.add(channel.alloc(), (ByteBuf) message);
        process();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
        pool.worker().flush();
        readMore();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        var current = exchange;
        watch();
        if (current != null && channel.isWritable()) {
            current.endpointWritable();
        }
        pool.worker().flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            process();
        } else if (event instanceof ChannelOutputShutdownEvent) {
            outputBroken = true;
            watch();
        }
        pool.worker().flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        inputEnded = true;
        process();
        fail(EndpointFailure.TRUNCATED);
        pool.worker().flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        if (cause instanceof IOException) {
            inputFailed = true; // the end of the input follows
            return;
        }
        LOG.error("a connection to an endpoint is given up", cause);
        fail(EndpointFailure.BROKEN);
        pool.worker().flush();
    }

    /** All that can be made of what came. */
    private void process() {
        if (isReading) {
            return;
        }
        isReading = true;
        try {
            while (step()) {}
            var current = exchange;
            if (inputEnded && (phase != Phase.BODY || current == null || current.takesResponse())) {
                inputEnded();
            }
        } catch (MalformedMessage e) {
            fail(EndpointFailure.MALFORMED);
        } finally {
            isReading = false;
        }
        watch();
    }

    /** Whether there may be more to do. */
    private boolean step() {
        var current = exchange;
        if (current == null || phase == Phase.ENDED) {
            if (!unread.isEmpty()) {
                unread.clear();
                end();
            }
            return false;
        }
        var in = unread.bytes();
        if (phase == Phase.HEAD) {
            var head = in == null ? null : heads.read(in, isToHead);
            if (head == null) {
                return false;
            }
            respond(current, head);
            return true;
        }
        if (!current.takesResponse()) {
            return false;
        }
        var part = in == null ? null : body.next(in);
        if (part != null) {
            current.responsePart(part);
        }
        // The client may have been lost by the part.
        if (phase == Phase.BODY && body.isEnd()) {
            complete(current);
            return true;
        }
        return part != null;
    }

    private void respond(Exchange current, ResponseHead head) {
        isPersistent = head.minor() > 0 && !head.headers().hasToken("connection", "close");
        if (!head.isInformational()) {
            body.begin(head.length());
            phase = Phase.BODY;
        }
        current.responded(head);
        if (phase == Phase.BODY && body.isEnd()) {
            complete(current);
        }
    }

    /** The connection is free before the client is told: its next request may take it. */
    private void complete(Exchange done) {
        var trailers = body.trailers();
        exchange = null;
        request = null;
        if (requestDone && isPersistent && unread.isEmpty()) {
            release();
        } else {
            end();
        }
        done.responseEnd(trailers);
    }

    private void inputEnded() {
        if (phase == Phase.BODY && body.endsWithConnection() && !inputFailed) {
            var done = exchange;
            isPersistent = false;
            if (done != null) {
                complete(done);
            }
        } else {
            fail(hasAnswered ? EndpointFailure.TRUNCATED : EndpointFailure.GONE);
        }
    }

    private void timeout() {
        fail(EndpointFailure.SILENT);
        pool.worker().flush();
    }

    private void fail(EndpointFailure failure) {
        var failed = exchange;
        exchange = null;
        end();
        if (failed != null) {
            failed.endpointFailed(failure);
        }
    }

    /** Closes; nobody is told. */
    private void end() {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.ENDED;
        timer.clear();
        unread.clear();
        output.close();
        pool.ended(this);
        var _ = channel.close();
    }

    /**
     * What time runs for now: sending, or the next byte of the response; none while the client is who is waited for.
     */
    private void watch() {
        var current = exchange;
        if (current == null || phase == Phase.ENDED) {
            return;
        }
        var isSending = !requestDone && !outputBroken;
        var waits = isSending ? !channel.isWritable() : phase == Phase.HEAD || current.takesResponse();
        if (waits) {
            timer.set(readTimeout(current));
        } else {
            timer.clear();
        }
    }

    private static Duration readTimeout(Exchange current) {
        return current.policy().readTimeout();
    }

    private void readMore() {
        var current = exchange;
        if (phase != Phase.ENDED && (current == null || phase == Phase.HEAD || current.takesResponse())) {
            channel.read();
        }
    }
}

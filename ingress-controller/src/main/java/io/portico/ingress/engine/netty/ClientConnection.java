package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.Peer;
import io.portico.ingress.engine.http1.BodyReader;
import io.portico.ingress.engine.http1.Fault;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.MalformedMessage;
import io.portico.ingress.engine.http1.RequestHead;
import io.portico.ingress.engine.http1.RequestReader;
import io.portico.ingress.engine.http1.ResponseHead;
import io.portico.ingress.model.routing.Listener;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection that speaks HTTP/1: one request after the other. What comes behind a request waits until its
 * response is whole, and is not read meanwhile beyond what one event brings.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ClientStream {
    private static final Logger LOG = Logger.getLogger(ClientConnection.class);
    private static final int CONTINUE = 100;

    private final Worker worker;
    private final Shared shared;
    private final Listener.Key listener;
    private final Peer peer;
    private final Channel channel;
    private final Unread unread = new Unread();
    private final RequestReader heads = new RequestReader(Limits.REQUEST);
    private final BodyReader body = new BodyReader(Limits.REQUEST);
    private final Output output;
    private final ResponseSender response;
    private final TimerWheel.Timer timer;

    private Phase phase = Phase.HEAD;
    private @Nullable Exchange exchange;
    private boolean headBegun;
    private boolean waitsForContinue;
    private boolean isReading;

    private enum Phase {
        /** A request's head is to come. */
        HEAD,
        /** A request's body is to come. */
        BODY,
        /** The request is whole, its response is not. */
        RESPONSE,
        /** The last response is whole; what the client still sends is thrown away. */
        LINGER,
        ENDED
    }

    ClientConnection(Worker worker, Shared shared, Listener.Key listener, Peer peer, Channel channel) {
        this.worker = worker;
        this.shared = shared;
        this.listener = listener;
        this.peer = peer;
        this.channel = channel;
        this.output = new Output(worker, channel);
        this.response = new ResponseSender(output, worker.date());
        this.timer = worker.timers().timer(this::timeout);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer.set(worker.timeouts().head());
        if (channel.isActive()) {
            channel.read();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        unread.add(channel.alloc(), (ByteBuf) message);
        process();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        worker.flush();
        readMore();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        watch();
        var current = exchange;
        if (current != null && channel.isWritable()) {
            current.clientWritable();
        } else if (phase == Phase.HEAD && channel.isWritable()) {
            timer.set(worker.timeouts().clientIdle());
            resume();
        }
        worker.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            // Who sends no more is taken to be gone, as nginx and Envoy do: else its requests pile up at the endpoints.
            lost();
        } else if (event == Draining.BEGINS && phase == Phase.HEAD && unread.isEmpty() && !heads.isUnderWay()) {
            lost();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            lost(); // the client's doing: a reset, a broken handshake
            return;
        }
        LOG.error("a client's connection is given up", cause);
        var current = exchange;
        if (current != null) {
            current.broken();
        } else if ((phase == Phase.BODY || phase == Phase.RESPONSE) && !response.isBegun()) {
            answer(LocalResponse.of(EndpointFailure.BROKEN.status()));
        } else {
            lost();
        }
        worker.flush();
    }

    /** All that can be made of what came. */
    private void process() {
        if (isReading) {
            return;
        }
        isReading = true;
        try {
            while (step()) {}
        } catch (MalformedMessage e) {
            refuse(e.fault());
        } finally {
            isReading = false;
        }
        watch();
    }

    /** Whether there may be more to do. */
    private boolean step() {
        var in = unread.bytes();
        if (in == null) {
            return false;
        }
        return switch (phase) {
            case HEAD -> {
                if (!channel.isWritable()) {
                    yield false; // who reads no answers gets no more of them
                }
                var head = heads.read(in);
                if (head == null) {
                    headBegins();
                    yield false;
                }
                begin(head);
                yield true;
            }
            case BODY -> bodyStep(in);
            case RESPONSE -> false;
            case LINGER, ENDED -> {
                unread.clear();
                yield false;
            }
        };
    }

    /** Its time runs from its first byte, however many follow. */
    private void headBegins() {
        if (!headBegun) {
            headBegun = true;
            timer.set(worker.timeouts().head());
        }
    }

    private void begin(RequestHead head) {
        headBegun = false;
        response.expect(head);
        body.begin(head.length());
        phase = body.isEnd() ? Phase.RESPONSE : Phase.BODY;
        if (shared.draining().getAsBoolean()) {
            response.close();
        }
        var next = shared.admit(head, peer, listener, worker, this);
        if (next != null) {
            waitsForContinue = next.request().expectsContinue();
            exchange = next;
            next.start();
        }
    }

    private boolean bodyStep(ByteBuf in) {
        var current = exchange;
        if (current == null || !current.takesBody()) {
            return false;
        }
        var part = body.next(in);
        if (part != null) {
            waitsForContinue = false;
            current.requestPart(part);
        }
        if (body.isEnd() && phase == Phase.BODY) {
            phase = Phase.RESPONSE;
            current.requestEnd(body.trailers());
        }
        return part != null;
    }

    /** What came makes no sense: it is answered, and whatever follows is not read. */
    private void refuse(Fault fault) {
        shared.refusals().accept(fault);
        var current = exchange;
        exchange = null;
        if (current != null) {
            current.clientFailed(fault.status());
            if (response.isBegun()) {
                breakOff();
                return;
            }
        } else {
            var _ = shared.metrics().begin(null).end(fault.status());
            if (phase == Phase.HEAD) {
                response.expect(null);
            }
        }
        response.close();
        response.answer(LocalResponse.of(fault.status()));
        finish();
    }

    @Override
    public void inform(ResponseHead head) {
        if (head.status() == CONTINUE) {
            waitsForContinue = false;
        }
        response.inform(head);
    }

    @Override
    public void respond(ResponseHead head) {
        waitsForContinue = false;
        closeUnlessWhole();
        response.respond(head);
    }

    @Override
    public void write(ByteBuf part) {
        response.part(part);
        watch();
    }

    @Override
    public void end(@Nullable HeaderBlock trailers) {
        response.end(trailers);
        finish();
    }

    @Override
    public void answer(LocalResponse local) {
        closeUnlessWhole();
        response.answer(local);
        finish();
    }

    /** An answer before the end of the request: who sends on regardless would not be understood. */
    private void closeUnlessWhole() {
        if (phase != Phase.RESPONSE || shared.draining().getAsBoolean()) {
            response.close();
        }
    }

    @Override
    public void abort() {
        exchange = null;
        breakOff();
    }

    @Override
    public void upgrade(ResponseHead head, String protocol, EndpointStream endpoint, Runnable ended) {
        var idle = exchange == null
                ? worker.timeouts().clientStall()
                : exchange.policy().readTimeout();
        response.upgrade(head, protocol);
        exchange = null;
        phase = Phase.ENDED;
        timer.clear();
        output.flush();
        channel.pipeline().remove(this);
        Tunnel.open(worker, new Detached(channel, unread.take()), endpoint.detach(), idle, ended);
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void resume() {
        if (!isReading) {
            process();
            readMore();
        }
    }

    /** The response is whole: on to the next request, or to the end. */
    private void finish() {
        exchange = null;
        if (phase == Phase.ENDED) {
            return;
        }
        if (!response.closes()) {
            phase = Phase.HEAD;
            timer.set(worker.timeouts().clientIdle());
            resume();
        } else if (phase == Phase.RESPONSE && unread.isEmpty()) {
            phase = Phase.LINGER;
            timer.set(worker.timeouts().clientStall());
            var _ = output.finish().addListener(ChannelFutureListener.CLOSE);
        } else {
            linger();
        }
    }

    /**
     * Closing a socket with bytes that were not read resets it, and the client may never see what it was answered (RFC
     * 9112 §9.6): so only our half is closed, and the rest read and thrown away.
     */
    private void linger() {
        phase = Phase.LINGER;
        unread.clear();
        timer.set(worker.timeouts().linger());
        var _ = output.finish().addListener(_ -> HalfClose.output(channel));
        readMore();
    }

    /** The client must not take what it has for a whole response. */
    private void breakOff() {
        if (response.endsWithConnection()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        worker.flush();
        lost();
    }

    /** Closes; an exchange under way learns of it. */
    private void lost() {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.ENDED;
        timer.clear();
        unread.clear();
        output.close();
        var current = exchange;
        exchange = null;
        var _ = channel.close();
        if (current != null) {
            current.clientFailed(Exchange.CLIENT_GONE);
            worker.flush();
        }
    }

    private void timeout() {
        var isSlow = phase == Phase.BODY || (phase == Phase.HEAD && headBegun);
        if (waitsForContinue && phase == Phase.BODY) {
            waitsForContinue = false;
            response.goOn();
            watch();
        } else if (isSlow && channel.isWritable()) {
            refuse(Fault.TIMEOUT);
        } else {
            lost();
        }
        worker.flush();
    }

    /** What time runs for now: reading of the response, or the next byte of the body; before a head its own runs. */
    private void watch() {
        var current = exchange;
        if (phase == Phase.LINGER || phase == Phase.ENDED) {
            return;
        }
        if (!channel.isWritable()) {
            timer.set(worker.timeouts().clientStall());
        } else if (current == null) {
            return;
        } else if (phase == Phase.BODY && current.takesBody()) {
            timer.set(
                    waitsForContinue
                            ? worker.timeouts().goOn()
                            : worker.timeouts().clientStall());
        } else {
            timer.clear();
        }
    }

    /** While the response is waited for, reading tells when the client goes. */
    private void readMore() {
        var current = exchange;
        var wants = switch (phase) {
            case HEAD -> channel.isWritable();
            case LINGER -> true;
            case BODY -> current != null && current.takesBody();
            case RESPONSE -> unread.isEmpty();
            case ENDED -> false;
        };
        if (wants) {
            channel.read();
        }
    }
}

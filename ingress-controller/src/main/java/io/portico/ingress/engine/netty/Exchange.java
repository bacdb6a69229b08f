package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.portico.ingress.engine.HeaderRules;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.RequestMetrics.Measurement;
import io.portico.ingress.engine.UpstreamSelector;
import io.portico.ingress.engine.UpstreamSelector.Load;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.ResponseHead;
import io.portico.ingress.model.routing.Upstream;
import io.portico.ingress.model.routing.UpstreamPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: which endpoints it was tried on, what has passed, what becomes of it when a side fails. It
 * holds on to the upstream of the table that it began with. Both sides call it, on their one event loop.
 */
final class Exchange {
    /** Of a request whose client went before it was answered, as nginx counts it. */
    static final int CLIENT_GONE = 499;

    private final Worker worker;
    private final UpstreamSelector selector;
    private final ClientStream client;
    private final ForwardedRequest request;
    private final Upstream upstream;
    private final Measurement measurement;
    private final List<Load> tried = new ArrayList<>(1);

    private @Nullable EndpointStream endpoint;
    private boolean isReused;
    private boolean isRepeated;
    private boolean bodyBegun;
    private boolean isAnswered;
    private boolean isEnded;
    private int informational;
    private int status = CLIENT_GONE;

    Exchange(
            Worker worker,
            UpstreamSelector selector,
            ClientStream client,
            ForwardedRequest request,
            Upstream upstream,
            Measurement measurement) {
        this.worker = worker;
        this.selector = selector;
        this.client = client;
        this.request = request;
        this.upstream = upstream;
        this.measurement = measurement;
    }

    ForwardedRequest request() {
        return request;
    }

    UpstreamPolicy policy() {
        return upstream.policy();
    }

    /** Goes to an endpoint. */
    void start() {
        next(EndpointFailure.REFUSED);
    }

    /** Nothing was sent yet, so each failure may be tried elsewhere. */
    private void next(EndpointFailure failure) {
        var load = tried.size() < policy().attempts() ? selector.pick(upstream.endpoints(), tried) : null;
        if (load == null) {
            fail(failure);
            return;
        }
        if (!tried.isEmpty()) {
            tried.getLast().release();
        }
        load.acquire();
        tried.add(load);
        worker.pool(load, upstream.protocol()).serve(this);
    }

    /** A new connection is there; whether it was still wanted. */
    boolean connected(EndpointStream connection) {
        if (isEnded) {
            return false;
        }
        attach(connection, false);
        return true;
    }

    void connectFailed(EndpointFailure failure) {
        if (!isEnded) {
            log(failure);
            next(failure);
        }
    }

    /** Goes by this one, which served others before or not. */
    void attach(EndpointStream stream, boolean reused) {
        isReused = reused;
        endpoint = stream;
        stream.begin(this);
        stream.send(request);
        if (request.hasBody()) {
            client.resume();
        }
    }

    /** Whether the endpoint takes a part of the body now. */
    boolean takesBody() {
        var side = endpoint;
        return side != null && side.isWritable();
    }

    /** A part of the request's body, to be released there; only while the endpoint takes it. */
    void requestPart(ByteBuf part) {
        var side = endpoint;
        if (side == null) {
            part.release();
            return;
        }
        bodyBegun = true;
        side.write(part);
    }

    /** The request's body is whole; only while the endpoint takes it. */
    void requestEnd(@Nullable HeaderBlock trailers) {
        var side = endpoint;
        if (side == null) {
            return;
        }
        bodyBegun = true;
        if (trailers != null) {
            HeaderRules.cleanTrailers(trailers);
        }
        side.end(trailers);
    }

    /** The client takes more. */
    void clientWritable() {
        var side = endpoint;
        if (side != null) {
            side.resume();
        }
    }

    /**
     * The client is gone, or what it sends makes no sense: nobody reads the response.
     *
     * @param answered the status that it was told, if it was told one by us
     */
    void clientFailed(int answered) {
        var side = endpoint;
        if (!isAnswered) {
            status = answered;
        }
        end();
        if (side != null) {
            side.cancel();
        }
    }

    /** Whether the client takes a part of the response now. */
    boolean takesResponse() {
        return client.isWritable();
    }

    /** The endpoint takes more. */
    void endpointWritable() {
        client.resume();
    }

    /** A response came whose body, if it has one, follows. */
    void responded(ResponseHead head) {
        if (head.status() == 101) {
            upgraded(head);
            return;
        }
        HeaderRules.cleanResponse(head.headers());
        if (!head.isInformational()) {
            isAnswered = true;
            status = head.status();
            client.respond(head);
        } else if (++informational > Limits.INFORMATIONAL) {
            giveUp(EndpointFailure.MALFORMED);
        } else {
            client.inform(head);
        }
    }

    private void upgraded(ResponseHead head) {
        var side = endpoint;
        var protocol = head.headers().get("upgrade");
        if (side == null || request.upgrade() == null || protocol == null) {
            giveUp(EndpointFailure.MALFORMED);
            return;
        }
        HeaderRules.cleanResponse(head.headers());
        isAnswered = true;
        status = head.status();
        client.upgrade(head, protocol, side, this::end);
    }

    /** A part of the response's body, to be released there; only while the client takes it. */
    void responsePart(ByteBuf part) {
        client.write(part);
    }

    /** The response is whole, and the endpoint's side done with. */
    void responseEnd(@Nullable HeaderBlock trailers) {
        if (trailers != null) {
            HeaderRules.cleanTrailers(trailers);
        }
        end();
        client.end(trailers);
    }

    /** The endpoint's side is done with, without a whole response. */
    void endpointFailed(EndpointFailure failure) {
        var sent = endpoint != null && endpoint.hasSent();
        endpoint = null;
        if (isEnded) {
            return;
        }
        // A server may close a connection that it finds idle in the very moment in which we use it (RFC 9112 §9.3.1),
        // or
        // say that it has not looked at the request (RFC 9113 §8.7).
        var isStale = failure == EndpointFailure.GONE && (isReused || !sent) && !isAnswered && informational == 0;
        if (isStale && !isRepeated && !bodyBegun && (request.isIdempotent() || !sent)) {
            isRepeated = true;
            worker.pool(tried.getLast(), upstream.protocol()).connect(this);
        } else {
            log(failure);
            fail(failure);
        }
    }

    private void log(EndpointFailure failure) {
        worker.pool(tried.getLast(), upstream.protocol()).failures().add(failure);
    }

    private void fail(EndpointFailure failure) {
        if (isEnded) {
            return;
        }
        if (isAnswered) {
            end();
            client.abort();
            return;
        }
        status = failure.status();
        end();
        client.answer(LocalResponse.of(status));
    }

    /** A fault of ours; every request ends. */
    void broken() {
        giveUp(EndpointFailure.BROKEN);
    }

    /** The endpoint is not heard any further. */
    private void giveUp(EndpointFailure failure) {
        var side = endpoint;
        fail(failure);
        if (side != null) {
            side.cancel();
        }
    }

    private void end() {
        if (isEnded) {
            return;
        }
        isEnded = true;
        endpoint = null;
        if (!tried.isEmpty()) {
            tried.getLast().release();
        }
        var _ = measurement.end(status);
    }
}

package io.portico.ingress.engine.vertx;

import io.portico.ingress.engine.UpstreamSelector.Load;
import io.portico.ingress.model.routing.Upstream;
import io.vertx.core.Vertx;
import io.vertx.core.net.HostAndPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: where it goes and which endpoints it was tried on. It holds on to the upstream of the table
 * it began with, whatever is swapped meanwhile. Used by the request's event loop alone.
 */
final class Exchange {
    private static final String KEY = Exchange.class.getName();

    private final Upstream upstream;
    private final @Nullable HostAndPort authority;
    private final List<Load> tried = new ArrayList<>(1);

    /** @param authority the host as the client wrote it; null when it wrote none */
    Exchange(Upstream upstream, @Nullable HostAndPort authority) {
        this.upstream = upstream;
        this.authority = authority;
    }

    /** Makes it the one of the request that is being handled: each request has a Vert.x context of its own. */
    void begin() {
        Vertx.currentContext().putLocal(KEY, this);
    }

    /** The one of the request that is being handled. */
    static Exchange current() {
        return Objects.requireNonNull(
                Vertx.currentContext().<Exchange>getLocal(KEY), "called while a request is handled");
    }

    Upstream upstream() {
        return upstream;
    }

    @Nullable
    HostAndPort authority() {
        return authority;
    }

    List<Load> tried() {
        return tried;
    }

    /** The request is this endpoint's load from now on; that of the endpoint tried before ends. */
    void isTriedOn(Load endpoint) {
        if (!tried.isEmpty()) {
            tried.getLast().release();
        }
        endpoint.acquire();
        tried.add(endpoint);
    }

    void end() {
        if (!tried.isEmpty()) {
            tried.getLast().release();
        }
    }
}

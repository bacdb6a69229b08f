package io.portico.ingress.proxy;

import io.portico.ingress.model.Backend;
import io.vertx.core.Vertx;
import io.vertx.core.net.HostAndPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: where it goes and which endpoints it was tried on. It holds on to the backend of the table it
 * began with, whatever is swapped meanwhile. Used by the request's event loop alone.
 */
final class Exchange {
    private static final String KEY = Exchange.class.getName();

    private final Backend backend;
    private final @Nullable HostAndPort authority;
    private final List<Balancer.Upstream> tried = new ArrayList<>(1);

    /** @param authority the host as the client wrote it; null when it wrote none */
    Exchange(Backend backend, @Nullable HostAndPort authority) {
        this.backend = backend;
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

    Backend backend() {
        return backend;
    }

    @Nullable
    HostAndPort authority() {
        return authority;
    }

    List<Balancer.Upstream> tried() {
        return tried;
    }

    /** The request is this endpoint's load from now on; that of the endpoint tried before ends. */
    void isTriedOn(Balancer.Upstream upstream) {
        if (!tried.isEmpty()) {
            tried.getLast().release();
        }
        upstream.acquire();
        tried.add(upstream);
    }

    void end() {
        if (!tried.isEmpty()) {
            tried.getLast().release();
        }
    }
}

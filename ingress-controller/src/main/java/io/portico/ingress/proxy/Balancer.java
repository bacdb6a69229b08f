package io.portico.ingress.proxy;

import io.portico.ingress.model.Backend.Endpoint;
import io.portico.ingress.model.RoutingTable;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Picks the less busy of two endpoints drawn at random ("power of two choices", Mitzenmacher 2001): nearly as even as
 * asking all, at the cost of two looks. The load of an endpoint outlives changes of routes, and is shared by all of
 * them.
 */
final class Balancer {
    private final ConcurrentHashMap<Endpoint, Upstream> upstreams = new ConcurrentHashMap<>();

    /** An endpoint and the requests it is answering. */
    static final class Upstream {
        private final SocketAddress address;
        private final AtomicInteger outstanding = new AtomicInteger();

        private Upstream(Endpoint endpoint) {
            address = SocketAddress.inetSocketAddress(endpoint.port(), endpoint.address());
        }

        SocketAddress address() {
            return address;
        }

        void acquire() {
            outstanding.incrementAndGet();
        }

        void release() {
            outstanding.decrementAndGet();
        }
    }

    /** One that was not tried yet; null when there is none. */
    @Nullable
    Upstream pick(List<Endpoint> endpoints, List<Upstream> tried) {
        if (!tried.isEmpty()) {
            var left = endpoints.stream()
                    .filter(endpoint -> !tried.contains(upstream(endpoint)))
                    .toList();
            return left.isEmpty() ? null : lessBusy(left);
        }
        return endpoints.isEmpty() ? null : lessBusy(endpoints);
    }

    /** Forgets the endpoints that no route has any more. */
    void keep(RoutingTable table) {
        var present = new HashSet<>(table.defaultBackend().endpoints());
        table.hosts()
                .values()
                .forEach(host -> host.routes()
                        .forEach(route -> present.addAll(route.backend().endpoints())));
        upstreams.keySet().retainAll(present);
    }

    private Upstream lessBusy(List<Endpoint> endpoints) {
        var count = endpoints.size();
        if (count == 1) {
            return upstream(endpoints.getFirst());
        }
        var random = ThreadLocalRandom.current();
        var first = random.nextInt(count);
        var second = (first + 1 + random.nextInt(count - 1)) % count;
        var one = upstream(endpoints.get(first));
        var other = upstream(endpoints.get(second));
        return one.outstanding.get() <= other.outstanding.get() ? one : other;
    }

    private Upstream upstream(Endpoint endpoint) {
        return upstreams.computeIfAbsent(endpoint, Upstream::new);
    }
}

package io.portico.ingress.engine;

import io.portico.ingress.model.routing.Endpoint;
import io.portico.ingress.model.routing.Upstream;
import io.portico.ingress.model.routing.UpstreamKey;
import io.portico.ingress.model.routing.WeightedUpstream;
import io.portico.runtime.values.PersistentMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Picks the less busy of two endpoints drawn at random ("power of two choices", Mitzenmacher 2001): nearly as even as
 * asking all, at the cost of two looks. The load of an endpoint outlives changes of routes, and is shared by all of
 * them.
 */
public final class UpstreamSelector {
    private final ConcurrentHashMap<Endpoint, Load> loads = new ConcurrentHashMap<>();
    private final Counts<Endpoint> present = new Counts<>();
    private PersistentMap<UpstreamKey, Upstream> upstreams = PersistentMap.empty();

    /** An endpoint and the requests it is answering. */
    public static final class Load {
        private final Endpoint endpoint;
        private final AtomicInteger outstanding = new AtomicInteger();

        private Load(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        /** Whose it is. */
        public Endpoint endpoint() {
            return endpoint;
        }

        /** One more. */
        public void acquire() {
            outstanding.incrementAndGet();
        }

        /** One less. */
        public void release() {
            outstanding.decrementAndGet();
        }
    }

    /** One of a route's upstreams by their weights; null when it has none. */
    static @Nullable UpstreamKey choose(List<WeightedUpstream> upstreams) {
        if (upstreams.size() <= 1) {
            return upstreams.isEmpty() ? null : upstreams.getFirst().key();
        }
        var left = ThreadLocalRandom.current()
                .nextInt(upstreams.stream().mapToInt(WeightedUpstream::weight).sum());
        for (var upstream : upstreams) {
            left -= upstream.weight();
            if (left < 0) {
                return upstream.key();
            }
        }
        return upstreams.getLast().key();
    }

    /** An endpoint that was not tried yet; null when there is none. */
    public @Nullable Load pick(List<Endpoint> endpoints, List<Load> tried) {
        if (!tried.isEmpty()) {
            var left = endpoints.stream()
                    .filter(endpoint -> !tried.contains(load(endpoint)))
                    .toList();
            return left.isEmpty() ? null : lessBusy(left);
        }
        return endpoints.isEmpty() ? null : lessBusy(endpoints);
    }

    /** Forgets the endpoints that no upstream has any more, and looks only at upstreams that differ. */
    public void keep(PersistentMap<UpstreamKey, Upstream> next) {
        Set<Endpoint> gone = new HashSet<>();
        for (var key : next.differences(upstreams)) {
            endpoints(next, key).forEach(present::add);
            endpoints(upstreams, key).stream().filter(present::remove).forEach(gone::add);
        }
        upstreams = next;
        gone.stream().filter(endpoint -> !present.contains(endpoint)).forEach(loads::remove);
    }

    /** How many endpoints have a load. */
    int known() {
        return loads.size();
    }

    private static List<Endpoint> endpoints(PersistentMap<UpstreamKey, Upstream> upstreams, UpstreamKey key) {
        var upstream = upstreams.get(key);
        return upstream == null ? List.of() : upstream.endpoints();
    }

    private Load lessBusy(List<Endpoint> endpoints) {
        var count = endpoints.size();
        if (count == 1) {
            return load(endpoints.getFirst());
        }
        var random = ThreadLocalRandom.current();
        var first = random.nextInt(count);
        var second = (first + 1 + random.nextInt(count - 1)) % count;
        var one = load(endpoints.get(first));
        var other = load(endpoints.get(second));
        return one.outstanding.get() <= other.outstanding.get() ? one : other;
    }

    private Load load(Endpoint endpoint) {
        return loads.computeIfAbsent(endpoint, Load::new);
    }
}

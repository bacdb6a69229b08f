package io.portico.ingress.engine;

import io.portico.ingress.model.routing.Endpoint;
import io.portico.ingress.model.routing.Upstream;
import io.portico.ingress.model.routing.UpstreamKey;
import io.portico.ingress.model.routing.WeightedUpstream;
import io.portico.runtime.values.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Picks the less busy of two endpoints drawn at random ("power of two choices", Mitzenmacher 2001): nearly as even as
 * asking all, at the cost of two looks. The load of an endpoint outlives changes of routes, and is shared by all of
 * them. It ends with the last upstream that has the endpoint: the same address has another load when it comes back, as
 * another pod may have it then.
 */
public final class UpstreamSelector {
    private final ConcurrentHashMap<Endpoint, Load> loads = new ConcurrentHashMap<>();
    private final Counts<Endpoint> present = new Counts<>();
    private PersistentMap<UpstreamKey, Upstream> upstreams = PersistentMap.empty();

    /** An endpoint and the requests it is answering. */
    public static final class Load {
        private final Endpoint endpoint;
        private final AtomicInteger outstanding = new AtomicInteger();
        private volatile boolean gone;

        private Load(Endpoint endpoint, boolean gone) {
            this.endpoint = endpoint;
            this.gone = gone;
        }

        /** Whose it is. */
        public Endpoint endpoint() {
            return endpoint;
        }

        /** Whether no upstream has the endpoint any more: connections to it end with their request. */
        public boolean isGone() {
            return gone;
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
        var total = 0;
        for (var upstream : upstreams) {
            total += upstream.weight();
        }
        var left = ThreadLocalRandom.current().nextInt(total);
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
                    .filter(endpoint -> tried.stream().noneMatch(load -> load.endpoint.equals(endpoint)))
                    .toList();
            return left.isEmpty() ? null : lessBusy(left);
        }
        return endpoints.isEmpty() ? null : lessBusy(endpoints);
    }

    /**
     * Knows the endpoints of these, and looks only at upstreams that differ. Called by one thread at a time, before a
     * request can meet these.
     *
     * @return the loads of the endpoints that no upstream has any more
     */
    public List<Load> keep(PersistentMap<UpstreamKey, Upstream> next) {
        var left = new ArrayList<Endpoint>();
        for (var key : next.differences(upstreams)) {
            for (var endpoint : endpoints(next, key)) {
                present.add(endpoint);
                loads.computeIfAbsent(endpoint, one -> new Load(one, false));
            }
            endpoints(upstreams, key).stream().filter(present::remove).forEach(left::add);
        }
        upstreams = next;
        var gone = new ArrayList<Load>();
        for (var endpoint : left) {
            var load = present.contains(endpoint) ? null : loads.remove(endpoint);
            if (load != null) {
                load.gone = true;
                gone.add(load);
            }
        }
        return gone;
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

    /** A request of an older table may still be sent to an endpoint that is gone; nothing is kept of it. */
    private Load load(Endpoint endpoint) {
        var known = loads.get(endpoint);
        return known == null ? new Load(endpoint, true) : known;
    }
}

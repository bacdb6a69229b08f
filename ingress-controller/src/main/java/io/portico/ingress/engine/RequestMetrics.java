package io.portico.ingress.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.portico.ingress.metrics.IngressMetrics;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.Route;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.model.routing.VirtualHost;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code portico_ingress_request_duration_seconds} by Ingress and class of status, and
 * {@code portico_ingress_requests_active}. Six series for each Ingress that there is: those of deleted ones are
 * removed, and nothing that a client writes becomes a label.
 */
public final class RequestMetrics {
    private static final List<String> STATUSES = List.of("1xx", "2xx", "3xx", "4xx", "5xx", "other");

    private final MeterRegistry registry;
    private final AtomicInteger active = new AtomicInteger();
    private final ConcurrentHashMap<Series, Timer> timers = new ConcurrentHashMap<>();
    private final Counts<NamespacedName> origins = new Counts<>();
    private Map<Listener.Key, Listener> listeners = Map.of();

    /**
     * @param namespace and name are empty for what no Ingress matches
     * @param status the class, as {@code 2xx}; a backend may answer any number, and all that HTTP does not know (RFC
     *     9110, section 15) are one
     */
    private record Series(String namespace, String name, String status) {
        static String statusOf(int code) {
            return code >= 100 && code < 600 ? code / 100 + "xx" : "other";
        }
    }

    /** Counts there. */
    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        IngressMetrics.REQUESTS_ACTIVE.gauge(registry, active, AtomicInteger::get);
    }

    /**
     * A request begins.
     *
     * @param route null for what no Ingress matches
     */
    public Measurement begin(@Nullable Route route) {
        active.incrementAndGet();
        return new Measurement(route, System.nanoTime());
    }

    /** One request under way; used by one thread. */
    public final class Measurement {
        private final @Nullable Route route;
        private final long since;
        private boolean ended;

        private Measurement(@Nullable Route route, long since) {
            this.route = route;
            this.since = since;
        }

        /** It ends with that status; whether this was the first to say so. */
        public boolean end(int status) {
            if (ended) {
                return false;
            }
            ended = true;
            active.decrementAndGet();
            var origin = route == null ? null : route.id().origin();
            var series = new Series(
                    origin == null ? "" : origin.namespace(),
                    origin == null ? "" : origin.name(),
                    Series.statusOf(status));
            timers.computeIfAbsent(series, RequestMetrics.this::timer)
                    .record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
            return true;
        }
    }

    /** How many requests are under way. */
    public int active() {
        return active.get();
    }

    /** Removes the series of Ingresses that have no route any more, and looks only at hosts that differ. */
    public void keep(RoutingTable next) {
        next.listeners().forEach((key, listener) -> {
            var before = listeners.get(key);
            keep(listener.hosts(), before == null ? PersistentMap.empty() : before.hosts());
        });
        listeners.forEach((key, listener) -> {
            if (!next.listeners().containsKey(key)) {
                keep(PersistentMap.empty(), listener.hosts());
            }
        });
        listeners = next.listeners();
    }

    private void keep(PersistentMap<String, VirtualHost> hosts, PersistentMap<String, VirtualHost> before) {
        var differences = hosts.differences(before);
        differences.forEach(host -> routes(hosts.get(host)).forEach(route -> origins.add(nameOf(route))));
        differences.forEach(host -> routes(before.get(host)).stream()
                .map(RequestMetrics::nameOf)
                .filter(origins::remove)
                .forEach(this::forget));
    }

    private static List<Route> routes(@Nullable VirtualHost host) {
        return host == null ? List.of() : host.routes();
    }

    private static NamespacedName nameOf(Route route) {
        var origin = route.id().origin();
        return new NamespacedName(origin.namespace(), origin.name());
    }

    private void forget(NamespacedName origin) {
        for (var status : STATUSES) {
            var timer = timers.remove(new Series(origin.namespace(), origin.name(), status));
            if (timer != null) {
                registry.remove(timer);
            }
        }
    }

    private Timer timer(Series series) {
        return IngressMetrics.REQUEST_DURATION.timer(registry, series.namespace, series.name, series.status);
    }
}

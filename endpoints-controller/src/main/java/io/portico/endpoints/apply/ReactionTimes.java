package io.portico.endpoints.apply;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.portico.endpoints.metrics.EndpointsMetrics;
import io.portico.runtime.values.NamespacedName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes from the event that made a write necessary, as it came from the API server, to the answer to that
 * write: {@code portico_endpoints_event_to_write_seconds}, a histogram. The oldest event that a reconcile takes in
 * counts.
 */
public final class ReactionTimes {
    private final Map<NamespacedName, Long> heard = new ConcurrentHashMap<>();
    private final Timer times;

    /** Without any event yet. */
    public ReactionTimes(MeterRegistry metrics) {
        times = EndpointsMetrics.REACTION.timer(metrics);
    }

    /** An event concerns that Service. */
    public void heard(NamespacedName service) {
        heard.putIfAbsent(service, System.nanoTime());
    }

    /** When the oldest event came that no reconcile has taken in yet; now, when there is none. */
    long take(NamespacedName service) {
        var since = heard.remove(service);
        return since == null ? System.nanoTime() : since;
    }

    /** What {@link #take} gave was not acted upon. */
    void putBack(NamespacedName service, long since) {
        heard.merge(service, since, (now, before) -> before);
    }

    /** All was written that follows from that event. */
    void wrote(long since) {
        times.record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
    }

    /** Forgets all events: they were for another replica to act upon. */
    public void clear() {
        heard.clear();
    }
}

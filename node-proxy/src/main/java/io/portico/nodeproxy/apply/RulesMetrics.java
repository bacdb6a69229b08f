package io.portico.nodeproxy.apply;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.nodeproxy.metrics.NodeProxyMetrics;
import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.state.LocalGaps;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.runtime.metrics.Metric;
import io.portico.runtime.net.Family;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Upstream's metrics of the rules ({@code kubeproxy_*}, label {@code ip_family}), so that dashboards keep working; and
 * {@code portico_node_proxy_rules_lost_total}, how often somebody else flushed them or took something out of them.
 */
public final class RulesMetrics {
    private final MeterRegistry registry;
    private final Clock clock;
    private final Timestamps lastSync;
    private final Timestamps lastQueued;
    private volatile LocalGaps localGaps = ProxyState.EMPTY.localGaps();

    private record Timestamps(AtomicReference<Double> ip, AtomicReference<Double> ip6) {
        private void set(Family family, double seconds) {
            (family == Family.IPV4 ? ip : ip6).set(seconds);
        }
    }

    /** Registers there. */
    public RulesMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.lastSync = timestamps(NodeProxyMetrics.LAST_SYNC);
        this.lastQueued = timestamps(NodeProxyMetrics.LAST_QUEUED);
        for (var family : Family.values()) {
            NodeProxyMetrics.SYNC_FAILURES.counter(registry, family.value()).increment(0);
            NodeProxyMetrics.RULES_LOST.counter(registry, family.value()).increment(0);
            watchLocalGaps(family, LocalPolicy.INTERNAL, "internal");
            watchLocalGaps(family, LocalPolicy.EXTERNAL, "external");
        }
    }

    /** A sync was asked for. */
    public void queued() {
        for (var family : Family.values()) {
            lastQueued.set(family, now());
        }
    }

    /** So many Service ports turn clients away on this node, in the state that is forwarded now. */
    public void localGaps(LocalGaps now) {
        localGaps = now;
    }

    /** A pod's change was known to the API server then, and is in that family's rules now. */
    public void programmed(Family family, List<Instant> changes) {
        var now = clock.instant();
        var timer = NodeProxyMetrics.PROGRAMMING.timer(registry, family.value());
        changes.forEach(change -> timer.record(Duration.between(change, now)));
    }

    void synced(Family family, long nanos) {
        NodeProxyMetrics.SYNC_DURATION.timer(registry, family.value()).record(nanos, TimeUnit.NANOSECONDS);
        lastSync.set(family, now());
    }

    void failed(Family family) {
        NodeProxyMetrics.SYNC_FAILURES.counter(registry, family.value()).increment();
    }

    void lost(Family family) {
        NodeProxyMetrics.RULES_LOST.counter(registry, family.value()).increment();
    }

    void flowsForgotten(Family family, int count) {
        NodeProxyMetrics.FLOWS_FORGOTTEN.counter(registry, family.value()).increment(count);
    }

    private void watchLocalGaps(Family family, LocalPolicy policy, String label) {
        NodeProxyMetrics.LOCAL_GAPS.gauge(
                registry, this, self -> self.localGaps.count(family, policy), family.value(), label);
    }

    private Timestamps timestamps(Metric metric) {
        return new Timestamps(timestamp(metric, Family.IPV4), timestamp(metric, Family.IPV6));
    }

    private AtomicReference<Double> timestamp(Metric metric, Family family) {
        var time = new AtomicReference<>(0.0);
        metric.gauge(registry, time, AtomicReference::get, family.value());
        return time;
    }

    private double now() {
        return clock.millis() / 1000.0;
    }
}

package io.portico.nodeproxy.apply;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.portico.nodeproxy.model.LocalGaps;
import io.portico.nodeproxy.model.LocalPolicy;
import io.portico.nodeproxy.model.ProxyState;
import io.portico.nodeproxy.nft.Family;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Upstream's metrics of the rules ({@code kubeproxy_*}, label {@code ip_family}), so that dashboards keep working; and
 * {@code portico_node_proxy_rules_lost_total}, how often somebody else flushed them or took something out of them.
 */
public final class RulesMetrics {
    private static final Duration[] SYNC_BUCKETS =
            IntStream.range(0, 15).mapToObj(n -> Duration.ofMillis(1L << n)).toArray(Duration[]::new);
    private static final Duration[] PROGRAMMING_BUCKETS = Stream.of(
                    Stream.of(Duration.ofMillis(250), Duration.ofMillis(500)),
                    IntStream.rangeClosed(1, 59).mapToObj(Duration::ofSeconds),
                    IntStream.rangeClosed(12, 23).mapToObj(n -> Duration.ofSeconds(5L * n)),
                    IntStream.rangeClosed(4, 10).mapToObj(n -> Duration.ofSeconds(30L * n)))
            .flatMap(durations -> durations)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Clock clock;
    private final Timestamps lastSync;
    private final Timestamps lastQueued;
    private volatile LocalGaps localGaps = ProxyState.EMPTY.localGaps();

    private record Timestamps(AtomicReference<Double> ip, AtomicReference<Double> ip6) {
        private void set(Family family, double seconds) {
            (family == Family.IP ? ip : ip6).set(seconds);
        }
    }

    /** Registers there. */
    public RulesMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.lastSync = timestamps("kubeproxy_sync_proxy_rules_last_timestamp_seconds");
        this.lastQueued = timestamps("kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds");
        for (var family : Family.values()) {
            registry.counter("kubeproxy_sync_proxy_rules_nftables_sync_failures", tags(family))
                    .increment(0);
            registry.counter("portico_node_proxy_rules_lost", tags(family)).increment(0);
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
        var timer = timer("kubeproxy_network_programming_duration", family, PROGRAMMING_BUCKETS);
        changes.forEach(change -> timer.record(Duration.between(change, now)));
    }

    void synced(Family family, long nanos) {
        timer("kubeproxy_sync_proxy_rules_duration", family, SYNC_BUCKETS).record(nanos, TimeUnit.NANOSECONDS);
        lastSync.set(family, now());
    }

    void failed(Family family) {
        registry.counter("kubeproxy_sync_proxy_rules_nftables_sync_failures", tags(family))
                .increment();
    }

    void lost(Family family) {
        registry.counter("portico_node_proxy_rules_lost", tags(family)).increment();
    }

    void flowsForgotten(Family family, int count) {
        registry.counter("kubeproxy_conntrack_reconciler_deleted_entries", tags(family))
                .increment(count);
    }

    /** The name ends like a counter's, as upstream has it. */
    private void watchLocalGaps(Family family, LocalPolicy policy, String label) {
        var _ = Gauge.builder(
                        "kubeproxy_sync_proxy_rules_no_local_endpoints_total", () -> localGaps.count(family, policy))
                .tags(tags(family).and("traffic_policy", label))
                .register(registry);
    }

    private Timer timer(String name, Family family, Duration[] buckets) {
        return Timer.builder(name)
                .tags(tags(family))
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    private Timestamps timestamps(String name) {
        return new Timestamps(timestamp(name, Family.IP), timestamp(name, Family.IP6));
    }

    private AtomicReference<Double> timestamp(String name, Family family) {
        var time = new AtomicReference<>(0.0);
        var _ = Gauge.builder(name, time, AtomicReference::get)
                .tags(tags(family))
                .register(registry);
        return time;
    }

    private double now() {
        return clock.millis() / 1000.0;
    }

    private static Tags tags(Family family) {
        return Tags.of("ip_family", family.title());
    }
}

package io.portico.endpoints.apply;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.TrafficDistribution;
import io.portico.endpoints.model.slices.EndpointSlicePlan;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Upstream's metrics of the same names (subsystem {@code endpoint_slice_controller}); Prometheus shows counters with
 * {@code _total} after them.
 */
final class SyncMetrics {
    private static final String PREFIX = "endpoint_slice_controller_";
    /** Upstream's: 2, 4, 8, …, 32768. */
    private static final double[] BUCKETS =
            DoubleStream.iterate(2, size -> size * 2).limit(15).toArray();

    private final MeterRegistry registry;
    private final DistributionSummary added;
    private final DistributionSummary removed;

    /** How a reconcile ended. */
    enum Result {
        SUCCESS,
        STALE,
        ERROR;

        private String label() {
            return switch (this) {
                case SUCCESS -> "success";
                case STALE -> "stale";
                case ERROR -> "error";
            };
        }
    }

    SyncMetrics(MeterRegistry registry, Ledger ledger) {
        this.registry = registry;
        added = histogram("endpoints_added_per_sync");
        removed = histogram("endpoints_removed_per_sync");
        var _ = registry.gauge(PREFIX + "endpoints_desired", ledger, l -> l.sum(EndpointSlicePlan.Counts::endpoints));
        var _ = registry.gauge(PREFIX + "num_endpoint_slices", ledger, l -> l.sum(EndpointSlicePlan.Counts::slices));
        var _ = registry.gauge(
                PREFIX + "desired_endpoint_slices", ledger, l -> l.sum(EndpointSlicePlan.Counts::fewest));
        for (var distribution : TrafficDistribution.values()) {
            if (distribution != TrafficDistribution.NONE) {
                var _ = registry.gauge(
                        PREFIX + "services_count_by_traffic_distribution",
                        List.of(Tag.of("traffic_distribution", distribution.value())),
                        ledger,
                        l -> l.count(
                                service -> !service.topologyMode() && service.trafficDistribution() == distribution));
            }
        }
    }

    private DistributionSummary histogram(String name, String... tags) {
        return DistributionSummary.builder(PREFIX + name)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    void synced(Result result) {
        registry.counter(PREFIX + "syncs", "result", result.label()).increment();
    }

    void sliceChanged(String operation) {
        registry.counter(PREFIX + "changes", "operation", operation).increment();
    }

    void planned(ServiceRecord service, EndpointSlicePlan plan) {
        added.record(plan.counts().added());
        removed.record(plan.counts().removed());
        histogram(
                        "endpointslices_changed_per_sync",
                        "topology",
                        service.topologyMode() ? "Auto" : "Disabled",
                        "traffic_distribution",
                        service.topologyMode()
                                ? ""
                                : service.trafficDistribution().value())
                .record(plan.create().size()
                        + plan.update().size()
                        + plan.delete().size());
    }
}

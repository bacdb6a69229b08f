package io.portico.endpoints.apply;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.endpoints.metrics.EndpointsMetrics;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.TrafficDistribution;
import io.portico.endpoints.model.slices.EndpointSlicePlan;
import io.portico.endpoints.model.slices.EndpointSlicePlan.Counts;

/**
 * Upstream's metrics of the same names (subsystem {@code endpoint_slice_controller}); Prometheus shows counters with
 * {@code _total} after them.
 */
final class SyncMetrics {
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
        added = EndpointsMetrics.ADDED.sizes(registry);
        removed = EndpointsMetrics.REMOVED.sizes(registry);
        EndpointsMetrics.DESIRED.gauge(registry, ledger, l -> l.sum(Counts::endpoints));
        EndpointsMetrics.SLICE_COUNT.gauge(registry, ledger, l -> l.sum(Counts::slices));
        EndpointsMetrics.FEWEST_SLICES.gauge(registry, ledger, l -> l.sum(Counts::fewest));
        for (var distribution : TrafficDistribution.values()) {
            if (distribution != TrafficDistribution.NONE) {
                EndpointsMetrics.BY_DISTRIBUTION.gauge(
                        registry,
                        ledger,
                        l -> l.count(
                                service -> !service.topologyMode() && service.trafficDistribution() == distribution),
                        distribution.value());
            }
        }
    }

    void synced(Result result) {
        EndpointsMetrics.SYNCS.counter(registry, result.label()).increment();
    }

    void sliceChanged(String operation) {
        EndpointsMetrics.CHANGES.counter(registry, operation).increment();
    }

    void planned(ServiceRecord service, EndpointSlicePlan plan) {
        added.record(plan.counts().added());
        removed.record(plan.counts().removed());
        EndpointsMetrics.CHANGED
                .sizes(
                        registry,
                        service.topologyMode() ? "Auto" : "Disabled",
                        service.topologyMode()
                                ? ""
                                : service.trafficDistribution().value())
                .record(plan.create().size()
                        + plan.update().size()
                        + plan.delete().size());
    }
}

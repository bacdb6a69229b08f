package io.portico.endpoints.apply;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.portico.endpoints.metrics.EndpointsMetrics;
import io.portico.endpoints.model.mirror.MirrorPlan;
import io.portico.endpoints.model.slices.EndpointSlicePlan.Counts;
import java.time.Duration;

/** Upstream's metrics of the same names (subsystem {@code endpoint_slice_mirroring_controller}). */
final class MirrorMetrics {
    private final MeterRegistry registry;
    private final DistributionSummary added;
    private final DistributionSummary updated;
    private final DistributionSummary removed;
    private final DistributionSummary skipped;
    private final Timer duration;

    MirrorMetrics(MeterRegistry registry, Ledger ledger) {
        this.registry = registry;
        added = EndpointsMetrics.MIRROR_ADDED.sizes(registry);
        updated = EndpointsMetrics.MIRROR_UPDATED.sizes(registry);
        removed = EndpointsMetrics.MIRROR_REMOVED.sizes(registry);
        skipped = EndpointsMetrics.MIRROR_SKIPPED.sizes(registry);
        duration = EndpointsMetrics.MIRROR_DURATION.timer(registry);
        EndpointsMetrics.MIRROR_DESIRED.gauge(registry, ledger, l -> l.sum(Counts::endpoints));
        EndpointsMetrics.MIRROR_SLICE_COUNT.gauge(registry, ledger, l -> l.sum(Counts::slices));
        EndpointsMetrics.MIRROR_FEWEST_SLICES.gauge(registry, ledger, l -> l.sum(Counts::fewest));
    }

    void sliceChanged(String operation) {
        EndpointsMetrics.MIRROR_CHANGES.counter(registry, operation).increment();
    }

    void synced(MirrorPlan plan, Duration took) {
        added.record(plan.slices().counts().added());
        updated.record(plan.updated());
        removed.record(plan.slices().counts().removed());
        skipped.record(plan.skipped());
        duration.record(took);
    }
}

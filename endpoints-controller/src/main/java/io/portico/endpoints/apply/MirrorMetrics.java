package io.portico.endpoints.apply;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.portico.endpoints.model.mirror.MirrorPlan;
import io.portico.endpoints.model.slices.EndpointSlicePlan.Counts;
import java.time.Duration;

/** Upstream's metrics of the same names (subsystem {@code endpoint_slice_mirroring_controller}). */
final class MirrorMetrics {
    private static final String PREFIX = "endpoint_slice_mirroring_controller_";

    private final MeterRegistry registry;
    private final DistributionSummary added;
    private final DistributionSummary updated;
    private final DistributionSummary removed;
    private final DistributionSummary skipped;
    private final Timer duration;

    MirrorMetrics(MeterRegistry registry, Ledger ledger) {
        this.registry = registry;
        added = registry.summary(PREFIX + "endpoints_added_per_sync");
        updated = registry.summary(PREFIX + "endpoints_updated_per_sync");
        removed = registry.summary(PREFIX + "endpoints_removed_per_sync");
        skipped = registry.summary(PREFIX + "addresses_skipped_per_sync");
        duration = registry.timer(PREFIX + "endpoints_sync_duration");
        var _ = registry.gauge(PREFIX + "endpoints_desired", ledger, l -> l.sum(Counts::endpoints));
        var _ = registry.gauge(PREFIX + "num_endpoint_slices", ledger, l -> l.sum(Counts::slices));
        var _ = registry.gauge(PREFIX + "desired_endpoint_slices", ledger, l -> l.sum(Counts::fewest));
    }

    void sliceChanged(String operation) {
        registry.counter(PREFIX + "changes", "operation", operation).increment();
    }

    void synced(MirrorPlan plan, Duration took) {
        added.record(plan.slices().counts().added());
        updated.record(plan.updated());
        removed.record(plan.slices().counts().removed());
        skipped.record(plan.skipped());
        duration.record(took);
    }
}

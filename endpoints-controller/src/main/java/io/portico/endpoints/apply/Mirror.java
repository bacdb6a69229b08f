package io.portico.endpoints.apply;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.endpoints.apply.PlanWriter.StaleView;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.ServiceKey;
import io.portico.endpoints.model.mirror.MirrorPlan;
import io.portico.endpoints.watch.Snapshot;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.time.Duration;

/** Makes the EndpointSlices true that mirror hand-written Endpoints of a Service without a selector. */
final class Mirror {
    private final PlanWriter writer;
    private final Ledger ledger;
    private final EventRecorder events;
    private final ManagedBy managedBy;
    private final MirrorMetrics metrics;

    Mirror(PlanWriter writer, Ledger ledger, EventRecorder events, ManagedBy managedBy, MeterRegistry registry) {
        this.writer = writer;
        this.ledger = ledger;
        this.events = events;
        this.managedBy = managedBy;
        this.metrics = new MirrorMetrics(registry, ledger);
    }

    void reconcile(ServiceKey key, Snapshot snapshot) throws StaleView {
        if (snapshot.mirrored().isEmpty()
                && (snapshot.service() == null || !snapshot.service().mayMirror())) {
            ledger.forget(key);
            return;
        }
        var start = System.nanoTime();
        var plan = MirrorPlan.of(snapshot.service(), snapshot.endpoints(), snapshot.mirrored(), managedBy);
        if (plan.slices().counts().slices() == 0 && plan.problems().isEmpty()) {
            ledger.forget(key);
        } else {
            ledger.record(key, plan.slices().counts(), plan.problems()).forEach(events::report);
        }
        try {
            writer.write(key, plan.slices(), metrics::sliceChanged);
        } catch (KubernetesClientException e) {
            refused(snapshot, e);
            throw e;
        }
        metrics.synced(plan, Duration.ofNanos(System.nanoTime() - start));
    }

    private void refused(Snapshot snapshot, KubernetesClientException e) {
        if (e.getStatus() != null && snapshot.endpoints() != null) {
            var metadata = snapshot.endpoints().metadata();
            events.report(new Problem(
                    new ObjectRef("v1", "Endpoints", metadata.getNamespace(), metadata.getName(), metadata.getUid()),
                    "FailedToUpdateEndpointSlices",
                    "the API server refused to mirror these Endpoints, which is tried again: "
                            + e.getStatus().getMessage()));
        }
    }
}

package io.portico.endpoints.apply;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.endpoints.apply.PlanWriter.StaleView;
import io.portico.endpoints.apply.takeover.Takeovers;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.mirror.MirrorPlan;
import io.portico.endpoints.model.snapshot.Snapshot;
import io.portico.endpoints.model.subsets.Subset;
import io.portico.endpoints.model.subsets.SubsetAddress;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Address;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the EndpointSlices true that mirror hand-written Endpoints of a Service without a selector. */
final class Mirror {
    private final PlanWriter writer;
    private final Ledger ledger;
    private final EventRecorder events;
    private final ManagedBy managedBy;
    private final Takeovers takeovers;
    private final MirrorMetrics metrics;

    Mirror(
            PlanWriter writer,
            Ledger ledger,
            EventRecorder events,
            ManagedBy managedBy,
            Takeovers takeovers,
            MeterRegistry registry) {
        this.writer = writer;
        this.ledger = ledger;
        this.events = events;
        this.managedBy = managedBy;
        this.takeovers = takeovers;
        this.metrics = new MirrorMetrics(registry, ledger);
    }

    void reconcile(NamespacedName key, Snapshot snapshot) throws StaleView {
        if (snapshot.mirrored().isEmpty()
                && (snapshot.service() == null || !snapshot.service().mayMirror())) {
            ledger.forget(key);
            return;
        }
        var start = System.nanoTime();
        var present = takeovers.adoptable(key, snapshot.mirrored());
        var plan = MirrorPlan.of(snapshot.service(), snapshot.endpoints(), present, managedBy);
        var problems = new ArrayList<>(plan.problems());
        var mirrors = snapshot.service() != null && snapshot.service().mayMirror();
        if (snapshot.service() != null && mirrors) {
            problems.addAll(others(snapshot.service(), snapshot));
        }
        if (plan.slices().counts().slices() == 0 && problems.isEmpty()) {
            ledger.forget(key);
        } else {
            ledger.record(key, plan.slices().counts(), problems).forEach(events::report);
        }
        if (plan.slices().isEmpty()) {
            if (mirrors) {
                takeovers.slices().settled(key);
            }
            metrics.synced(plan, Duration.ofNanos(System.nanoTime() - start));
            return;
        }
        if (!takeovers.turn(takeovers.slices(), key, false)) {
            return;
        }
        try {
            writer.write(key, plan.slices(), metrics::sliceChanged);
            takeovers.written(key, present, plan.slices());
        } catch (KubernetesClientException e) {
            refused(snapshot, e);
            throw e;
        }
        metrics.synced(plan, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Of others' slices, those that mirror: what a Service had before it lost its selector is the user's. */
    private List<Problem> others(ServiceRecord service, Snapshot snapshot) {
        var foreign = snapshot.foreign().stream()
                .filter(slice -> takeovers.managers().othersMirrored().contains(slice.managedBy()))
                .toList();
        var ready = Stream.ofNullable(snapshot.endpoints())
                .flatMap(endpoints -> endpoints.subsets().stream())
                .map(Subset::ready)
                .flatMap(List::stream)
                .map(SubsetAddress::ip)
                .map(Address::canonical)
                .collect(Collectors.toSet());
        return takeovers.problems(service, foreign, () -> ready);
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

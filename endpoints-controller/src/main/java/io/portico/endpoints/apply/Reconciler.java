package io.portico.endpoints.apply;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.endpoints.apply.PlanWriter.StaleView;
import io.portico.endpoints.apply.SyncMetrics.Result;
import io.portico.endpoints.apply.takeover.Rivalry;
import io.portico.endpoints.apply.takeover.Takeovers;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.Observed;
import io.portico.endpoints.model.ResolvedPorts;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.Stamp;
import io.portico.endpoints.model.slices.EndpointSlicePlan;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.slices.TrafficHints;
import io.portico.endpoints.model.snapshot.Snapshot;
import io.portico.endpoints.model.subsets.EndpointsPlan;
import io.portico.endpoints.model.takeover.Managers;
import io.portico.endpoints.model.takeover.Takeover;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.Problem;
import io.portico.runtime.RateLimit;
import io.portico.runtime.WorkQueue;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes one Service's EndpointSlices and Endpoints true. */
public final class Reconciler implements WorkQueue.Reconciler<NamespacedName> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final KubernetesClient client;
    private final Function<NamespacedName, Snapshot> view;
    private final WorkQueue<NamespacedName> queue;
    private final Expectations expectations;
    private final Ledger ledger;
    private final EventRecorder events;
    private final Choices choices;
    private final Precedence precedence;
    private final ReactionTimes reactions;
    private final SyncMetrics metrics;
    private final PlanWriter writer;
    private final Takeovers takeovers;
    private final Mirror mirror;

    /**
     * What an operator chooses of what is written.
     *
     * @param mostEndpointsPerSlice 1 to 1000
     * @param writeEndpoints whether Endpoints are written beside EndpointSlices
     * @param managers the mark on what is written, and what becomes of what others wrote
     * @param patience with whoever writes the same objects
     */
    public record Choices(
            int mostEndpointsPerSlice, boolean writeEndpoints, Managers managers, Rivalry.Patience patience) {
        private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

        /** With that mark, and what goes with it. */
        public Choices(int mostEndpointsPerSlice, boolean writeEndpoints, ManagedBy managedBy) {
            this(
                    mostEndpointsPerSlice,
                    writeEndpoints,
                    Managers.of(managedBy, Takeover.AUTO, List.of()),
                    Rivalry.Patience.DEFAULT);
        }

        /** Refuses what the API server would. */
        public Choices {
            var managedBy = managers.own();
            if (mostEndpointsPerSlice < 1 || mostEndpointsPerSlice > 1000) {
                throw new IllegalArgumentException(
                        "portico.endpoints.max-endpoints-per-slice is " + mostEndpointsPerSlice + "; write 1 to 1000");
            }
            if (!LABEL_VALUE.matcher(managedBy.slices()).matches()) {
                throw new IllegalArgumentException("portico.endpoints.managed-by is \"" + managedBy.slices()
                        + "\"; write a label value, such as " + ManagedBy.OURS.slices());
            }
            if (!LABEL_VALUE.matcher(managedBy.mirrored()).matches()) {
                throw new IllegalArgumentException("portico.endpoints.managed-by is \"" + managedBy.slices()
                        + "\"; write at most 53 characters, because mirrored slices are labelled \""
                        + managedBy.mirrored() + "\"");
            }
        }

        ManagedBy managedBy() {
            return managers.own();
        }
    }

    /**
     * @param view what is known of a Service; must be whole before the first reconcile
     * @param queue takes back a Service whose view is not up to date yet
     * @param leads asked before each write
     * @param takeovers says who else writes
     */
    public Reconciler(
            KubernetesClient client,
            Function<NamespacedName, Snapshot> view,
            WorkQueue<NamespacedName> queue,
            Expectations expectations,
            Ledger ledger,
            EventRecorder events,
            Choices choices,
            MeterRegistry registry,
            BooleanSupplier leads,
            RateLimit limit,
            ReactionTimes reactions,
            Takeovers takeovers) {
        this.client = client;
        this.view = view;
        this.queue = queue;
        this.expectations = expectations;
        this.ledger = ledger;
        this.events = events;
        this.choices = choices;
        this.reactions = reactions;
        this.takeovers = takeovers;
        this.precedence = new Precedence(queue);
        this.metrics = new SyncMetrics(registry, ledger);
        this.writer = new PlanWriter(client, expectations, takeovers, leads, limit);
        this.mirror = new Mirror(writer, ledger.mirrors(), events, choices.managedBy(), takeovers, registry);
    }

    @Override
    public void reconcile(NamespacedName key) {
        if (key.equals(ServiceRecord.KUBERNETES)) {
            return;
        }
        var since = reactions.take(key);
        var outstanding = expectations.outstanding(key);
        var snapshot = view.apply(key);
        if (!expectations.met(outstanding, written(snapshot))) {
            reactions.putBack(key, since);
            lookAgain(key);
            return;
        }
        expectations.writing(key);
        try {
            var service = snapshot.service();
            if (service != null && service.selects()) {
                sync(service, snapshot, since);
            } else {
                clear(key, service, snapshot);
            }
            mirror.reconcile(key, snapshot);
            metrics.synced(Result.SUCCESS);
        } catch (StaleView e) {
            reactions.putBack(key, since);
            lookAgain(key);
        } catch (RuntimeException e) {
            reactions.putBack(key, since);
            metrics.synced(Result.ERROR);
            throw e;
        } finally {
            expectations.ended(key);
        }
    }

    private void sync(ServiceRecord service, Snapshot snapshot, long since) throws StaleView {
        var seen = new Observed(service, snapshot.pods());
        var stamp = new Stamp(choices.managedBy(), seen.changedSince(ledger.observed(service.key())));
        var present = takeovers.adoptable(service.key(), snapshot.slices());
        var slices = EndpointSlicePlan.of(
                service, snapshot.pods(), snapshot.topology(), present, choices.mostEndpointsPerSlice, stamp);
        var endpoints = choices.writeEndpoints
                ? EndpointsPlan.of(service, snapshot.pods(), snapshot.endpoints(), stamp)
                : new EndpointsPlan.Keep();
        var problems = Stream.of(
                        ResolvedPorts.problems(service, snapshot.pods()),
                        slices.problems(),
                        takeovers.problems(service, snapshot.foreign(), snapshot::readyAddresses))
                .flatMap(List::stream)
                .toList();
        ledger.record(service.key(), slices.counts(), problems).forEach(events::report);
        metrics.planned(service, slices);
        if (TrafficHints.enabled(service, present, slices)) {
            events.normal(
                    service.reference(),
                    "TopologyAwareHintsEnabled",
                    "each zone has as many endpoints to itself as its share of the CPUs asks for");
        }
        var slicesTurn = takeovers.turn(takeovers.slices(), service.key(), slices.isEmpty());
        var failed = !slicesTurn
                ? null
                : write(
                        service,
                        "FailedToUpdateEndpointSlices",
                        () -> writer.write(service.key(), slices, metrics::sliceChanged));
        if (failed == null && slicesTurn) {
            takeovers.written(service.key(), present, slices);
        }
        if (failed == null && slicesTurn && precedence.slicesFirst(service.key(), slices, endpoints)) {
            reactions.putBack(service.key(), since);
            queue.add(service.key());
            return;
        }
        var endpointsTurn =
                takeovers.turn(takeovers.endpoints(), service.key(), endpoints instanceof EndpointsPlan.Keep);
        var alsoFailed = !endpointsTurn
                ? null
                : write(service, "FailedToUpdateEndpoint", () -> writer.write(service.key(), endpoints));
        if (failed != null) {
            throw failed;
        }
        if (alsoFailed != null) {
            throw alsoFailed;
        }
        if (!slicesTurn || !endpointsTurn) {
            reactions.putBack(service.key(), since);
            return;
        }
        if (!slices.isEmpty() || !(endpoints instanceof EndpointsPlan.Keep)) {
            reactions.wrote(since);
        }
        ledger.written(seen);
    }

    /**
     * Removes what was made for a Service that is no more: of this name there is none now, or another, or one without a
     * selector.
     */
    private void clear(NamespacedName key, @Nullable ServiceRecord service, Snapshot snapshot) throws StaleView {
        ledger.forget(key);
        if (service == null) {
            ledger.gone(key);
            takeovers.neighbours().forget(key);
        }
        var uid = service == null ? "" : service.uid();
        var slices = EndpointSlicePlan.leftovers(uid, snapshot.slices());
        var endpoints = service == null
                ? EndpointsPlan.orphan(snapshot.endpoints(), snapshot.widowed(), choices.managedBy())
                : EndpointsPlan.leftovers(service, snapshot.endpoints(), choices.managedBy());
        if (slices.isEmpty() && endpoints instanceof EndpointsPlan.Keep) {
            return;
        }
        if (service == null && exists(key)) {
            lookAgain(key);
            return;
        }
        writer.write(key, slices, metrics::sliceChanged);
        writer.write(key, endpoints);
    }

    /** Asks the API server itself: a cache that lost sight of a Service must not cost its endpoints. */
    private boolean exists(NamespacedName key) {
        return client.services()
                        .inNamespace(key.namespace())
                        .withName(key.name())
                        .get()
                != null;
    }

    private void lookAgain(NamespacedName key) {
        metrics.synced(Result.STALE);
        queue.addAfter(key, LOOK_AGAIN);
    }

    @FunctionalInterface
    private interface Write {
        void run() throws StaleView;
    }

    /** One of the two kinds failing must not keep the other from being written. */
    private @Nullable KubernetesClientException write(ServiceRecord service, String reason, Write write)
            throws StaleView {
        try {
            write.run();
            return null;
        } catch (KubernetesClientException e) {
            if (e.getStatus() != null) {
                events.report(new Problem(
                        service.reference(),
                        reason,
                        "the API server refused to write its endpoints, which is tried again: "
                                + e.getStatus().getMessage()));
            }
            return e;
        }
    }

    private static List<ObjectMeta> written(Snapshot snapshot) {
        var seen = new ArrayList<ObjectMeta>();
        Stream.concat(snapshot.slices().stream(), snapshot.mirrored().stream())
                .map(SliceRecord::metadata)
                // One that waits for a finalizer counts as gone, as for the plans.
                .filter(metadata -> metadata.getDeletionTimestamp() == null)
                .forEach(seen::add);
        if (snapshot.endpoints() != null) {
            seen.add(snapshot.endpoints().metadata());
        }
        return seen;
    }
}

package io.portico.endpoints;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.endpoints.apply.Expectations;
import io.portico.endpoints.apply.Ledger;
import io.portico.endpoints.apply.ReactionTimes;
import io.portico.endpoints.apply.Reconciler;
import io.portico.endpoints.apply.loadbalancer.LoadBalancerReconciler;
import io.portico.endpoints.apply.takeover.Takeovers;
import io.portico.endpoints.model.takeover.Write;
import io.portico.endpoints.watch.ClusterView;
import io.portico.endpoints.watch.ClusterView.Written;
import io.portico.runtime.Backoff;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.RateLimit;
import io.portico.runtime.WorkQueue;
import io.portico.runtime.application.Running;
import io.portico.runtime.election.Leadership;
import io.portico.runtime.state.State;
import io.portico.runtime.values.NamespacedName;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One replica of the endpoints controller. It watches from the start, runs for leader once its view is whole, and while
 * it leads works off the keys of changed Services. A standby's keys wait in its queue, so a new leader looks at every
 * Service once.
 */
public final class EndpointsController implements Running {
    /** The Lease in the install namespace. */
    public static final String LEASE = "portico-endpoints-controller";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ReplicaSettings settings;
    private final Expectations expectations = new Expectations(PATIENCE);
    private final Ledger ledger = new Ledger();
    private final WorkQueue<NamespacedName> queue;
    private final WorkQueue<NamespacedName> loadBalancerQueue;
    private final EventRecorder events;
    private final ReactionTimes reactions;
    private final Takeovers takeovers;
    private final ClusterView view;
    private final Reconciler reconciler;
    private final LoadBalancerReconciler loadBalancers;
    private final Leadership leadership;

    /** Passes on what the view hears: every change of a Service or its pods, of what is ours all but own echoes. */
    private static final class Dispatch implements ClusterView.Listener {
        private final WorkQueue<NamespacedName> queue;
        private final WorkQueue<NamespacedName> loadBalancerQueue;
        private final Expectations expectations;
        private final ReactionTimes reactions;
        private final Takeovers takeovers;
        private final BooleanSupplier leads;
        private final Duration batchPeriod;

        private Dispatch(
                WorkQueue<NamespacedName> queue,
                WorkQueue<NamespacedName> loadBalancerQueue,
                Expectations expectations,
                ReactionTimes reactions,
                Takeovers takeovers,
                BooleanSupplier leads,
                Duration batchPeriod) {
            this.queue = queue;
            this.loadBalancerQueue = loadBalancerQueue;
            this.expectations = expectations;
            this.reactions = reactions;
            this.takeovers = takeovers;
            this.leads = leads;
            this.batchPeriod = batchPeriod;
        }

        @Override
        public void changed(NamespacedName service) {
            reactions.heard(service);
            queue.add(service);
        }

        @Override
        public void podsChanged(NamespacedName service) {
            reactions.heard(service);
            queue.addAfter(service, batchPeriod);
        }

        @Override
        public void seen(NamespacedName service, ObjectMeta metadata, boolean gone) {
            if (expectations.seen(service, metadata, gone)) {
                queue.add(service);
            }
        }

        @Override
        public void written(NamespacedName service, Write write, Written what) {
            if (leads.getAsBoolean()) {
                var rivalry = switch (what) {
                    case SLICE -> takeovers.slices();
                    case OTHERS_SLICE -> takeovers.adoption();
                    case ENDPOINTS -> takeovers.endpoints();
                };
                rivalry.seen(service, write);
            }
        }

        @Override
        public void gone(NamespacedName service, String uid) {
            takeovers.slices().gone(service, uid);
        }

        @Override
        public void loadBalancer(NamespacedName service) {
            loadBalancerQueue.add(service);
        }
    }

    /** Starts watching at once. */
    public EndpointsController(
            KubernetesClient client, InformerHealth informers, MeterRegistry metrics, ReplicaSettings settings) {
        this.settings = settings;
        queue = new WorkQueue<>("endpoints", Backoff.DEFAULT, metrics);
        loadBalancerQueue = new WorkQueue<>("load-balancers", Backoff.DEFAULT, metrics);
        events = EventRecorder.ofLeader(
                client, "portico-endpoints-controller", settings.identity(), Clock.systemUTC(), metrics);
        reactions = new ReactionTimes(metrics);
        takeovers = Takeovers.of(
                settings.choices().managers(),
                settings.choices().patience(),
                this::foreignSlices,
                queue::addAfter,
                metrics);
        view = new ClusterView(
                settings.choices().managers(),
                new Dispatch(
                        queue,
                        loadBalancerQueue,
                        expectations,
                        reactions,
                        takeovers,
                        this::leads,
                        settings.pace().batchPeriod()));
        reconciler = new Reconciler(
                client,
                view::snapshot,
                queue,
                expectations,
                ledger,
                events,
                settings.choices(),
                metrics,
                this::leads,
                new RateLimit(
                        "endpoints", settings.pace().qps(), settings.pace().burst(), metrics),
                reactions,
                takeovers);
        loadBalancers = new LoadBalancerReconciler(
                client,
                view.loadBalancers()::world,
                loadBalancerQueue,
                events,
                settings.loadBalancers(),
                metrics,
                this::leads);
        leadership = new Leadership(
                client, metrics, settings.namespace(), LEASE, settings.identity(), this::lead, this::standBy);
        view.watch(informers, client);
        leadership.campaignOnceSynced(informers);
    }

    /** Whether this replica leads. */
    public boolean leads() {
        return leadership.leads();
    }

    /** A standby knows of no Service how it stands. */
    @Override
    public State state() {
        var model = new LinkedHashMap<String, Object>();
        model.put("seen", view.summary());
        model.put("services", ledger.lines());
        model.put("mirrored", ledger.mirrors().lines());
        model.put("loadBalancers", loadBalancers.state());
        return new State(
                Optional.of(leadership.leader()),
                Stream.of(ledger.problems(), ledger.mirrors().problems(), loadBalancers.problems())
                        .flatMap(List::stream)
                        .toList(),
                model);
    }

    @Override
    public void close() {
        leadership.close();
        queue.close();
        loadBalancerQueue.close();
        events.close();
    }

    private int foreignSlices(String managedBy) {
        return view.foreignSlices(managedBy);
    }

    private void lead() {
        reactions.clear();
        queue.start(settings.workers(), reconciler);
        loadBalancerQueue.start(settings.workers(), loadBalancers);
    }

    private void standBy() {
        queue.stop();
        loadBalancerQueue.stop();
        loadBalancers.clear();
        expectations.clear();
        takeovers.clear();
        ledger.clear();
    }
}

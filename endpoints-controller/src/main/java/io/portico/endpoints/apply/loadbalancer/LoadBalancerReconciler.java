package io.portico.endpoints.apply.loadbalancer;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.endpoints.metrics.EndpointsMetrics;
import io.portico.endpoints.model.loadbalancer.LoadBalancerChoices;
import io.portico.endpoints.model.loadbalancer.LoadBalancerPlan;
import io.portico.endpoints.model.loadbalancer.LoadBalancerPlan.Outcome;
import io.portico.endpoints.model.loadbalancer.LoadBalancerService;
import io.portico.endpoints.model.loadbalancer.LoadBalancerWorld;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.Problem;
import io.portico.runtime.WorkQueue;
import io.portico.runtime.values.NamespacedName;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes true what the plan has for one Service of type LoadBalancer. */
public final class LoadBalancerReconciler implements WorkQueue.Reconciler<NamespacedName> {
    private static final Logger LOG = Logger.getLogger(LoadBalancerReconciler.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final KubernetesClient client;
    private final Supplier<LoadBalancerWorld> worlds;
    private final WorkQueue<NamespacedName> queue;
    private final EventRecorder events;
    private final LoadBalancerChoices choices;
    private final BooleanSupplier leads;
    private final Counter writes;
    /** The resourceVersions that the API server answered own writes with. */
    private final Map<NamespacedName, Long> written = new ConcurrentHashMap<>();

    private final Map<NamespacedName, List<Problem>> reported = new ConcurrentHashMap<>();
    private @Nullable Planned planned;

    private record Planned(LoadBalancerWorld world, LoadBalancerPlan plan) {}

    /**
     * @param worlds must be whole before the first reconcile; the same object as long as nothing changes
     * @param queue takes back a Service that somebody else has just changed
     * @param leads asked before each write
     */
    public LoadBalancerReconciler(
            KubernetesClient client,
            Supplier<LoadBalancerWorld> worlds,
            WorkQueue<NamespacedName> queue,
            EventRecorder events,
            LoadBalancerChoices choices,
            MeterRegistry metrics,
            BooleanSupplier leads) {
        this.client = client;
        this.worlds = worlds;
        this.queue = queue;
        this.events = events;
        this.choices = choices;
        this.leads = leads;
        writes = EndpointsMetrics.LOAD_BALANCER_WRITES.counter(metrics);
        for (var assigned : List.of(true, false)) {
            EndpointsMetrics.LOAD_BALANCER_SERVICES.gauge(
                    metrics, this, self -> self.count(assigned), assigned.toString());
        }
    }

    @Override
    public void reconcile(NamespacedName key) {
        var outcome = plan().outcomes().get(key);
        if (outcome == null) {
            written.remove(key);
            reported.remove(key);
            return;
        }
        report(key, outcome.problems());
        // Where the view does not show the own last write yet, its echo brings the key back.
        if (outcome.isChange() && !isBehind(outcome.service())) {
            if (leads.getAsBoolean()) {
                write(key, outcome);
            } else {
                queue.addAfter(key, LOOK_AGAIN);
            }
        }
    }

    /** Forgets all: another replica writes from now on. */
    public void clear() {
        written.clear();
        reported.clear();
    }

    /** What is wanted for each Service, for {@code /state}. */
    public Map<String, Map<String, String>> state() {
        return plan().lines();
    }

    /** What is wrong with any. */
    public List<Problem> problems() {
        return plan().problems();
    }

    private synchronized LoadBalancerPlan plan() {
        var world = worlds.get();
        var current = planned;
        if (current == null || !current.world.equals(world)) {
            current = new Planned(world, LoadBalancerPlan.of(world, choices));
            planned = current;
        }
        return current.plan;
    }

    private void report(NamespacedName key, List<Problem> problems) {
        var before = reported.put(key, problems);
        problems.stream()
                .filter(problem -> before == null || !before.contains(problem))
                .forEach(events::report);
    }

    private boolean isBehind(LoadBalancerService service) {
        return version(service.resourceVersion()) < written.getOrDefault(service.key(), 0L);
    }

    private void write(NamespacedName key, Outcome outcome) {
        try {
            var answer = StatusPatch.write(client, outcome);
            writes.increment();
            written.put(key, version(answer.getMetadata()));
            tell(outcome);
        } catch (KubernetesClientException e) {
            switch (e.getCode()) {
                case HttpURLConnection.HTTP_CONFLICT -> queue.addAfter(key, LOOK_AGAIN);
                case HttpURLConnection.HTTP_NOT_FOUND -> LOG.debugf("%s: gone before its status was written", key);
                default -> {
                    refused(outcome.service(), e);
                    throw e;
                }
            }
        }
    }

    private void tell(Outcome outcome) {
        var service = outcome.service();
        if (outcome.wanted().condition().isEmpty()) {
            LOG.infof("%s: no longer served; the addresses are given back", service.key());
        } else if (!service.published().ingress().equals(outcome.wanted().ingress())) {
            events.normal(
                    service.reference(),
                    "UpdatedLoadBalancer",
                    "addresses: " + outcome.wanted().addresses());
        }
    }

    private void refused(LoadBalancerService service, KubernetesClientException e) {
        if (e.getStatus() != null) {
            events.report(new Problem(
                    service.reference(),
                    "FailedToUpdateLoadBalancer",
                    "the API server refused to write its status, which is tried again: "
                            + e.getStatus().getMessage()));
        }
    }

    private double count(boolean assigned) {
        return plan().outcomes().values().stream()
                .flatMap(outcome -> outcome.wanted().condition().stream())
                .filter(condition -> condition.assigned() == assigned)
                .count();
    }

    private static long version(@Nullable ObjectMeta metadata) {
        return metadata == null || metadata.getResourceVersion() == null ? 0 : version(metadata.getResourceVersion());
    }

    /** ResourceVersions are integers that grow (KEP-5504). */
    private static long version(String resourceVersion) {
        try {
            return Long.parseLong(resourceVersion);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

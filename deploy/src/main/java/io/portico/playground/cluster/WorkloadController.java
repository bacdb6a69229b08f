package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.EditReplacePatchable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.portico.runtime.Backoff;
import io.portico.runtime.Debounce;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pods of Deployments, DaemonSets and Jobs, binds pods to nodes, and removes pods whose owner is gone: what
 * kube-controller-manager and kube-scheduler do, for clusters of a few dozen pods. Each turn reads the API server
 * afresh, so that it never acts on a stale view.
 */
public final class WorkloadController implements AutoCloseable {
    /** How often Jobs are looked at that wait for a time. */
    private static final Duration TICK = Duration.ofMillis(500);

    /** {@code kubectl delete --cascade=foreground} puts it on. */
    private static final String FOREGROUND = "foregroundDeletion";

    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final KubernetesClient client;
    private final SecureRandom random = new SecureRandom();
    private final Debounce turns;
    private final List<SharedIndexInformer<?>> watches;
    private final Thread clock;
    private volatile boolean waiting;

    /** Starts at once. */
    public WorkloadController(KubernetesClient client) {
        this.client = client;
        this.turns = new Debounce(
                "workloads",
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2)),
                this::turn);
        watches = List.of(
                client.apps().deployments().inAnyNamespace().inform(new Signal<Deployment>(turns)),
                client.apps().daemonSets().inAnyNamespace().inform(new Signal<DaemonSet>(turns)),
                client.batch().v1().jobs().inAnyNamespace().inform(new Signal<Job>(turns)),
                client.nodes().inform(new Signal<Node>(turns)),
                client.pods().inAnyNamespace().inform(new Signal<Pod>(turns)));
        clock = Thread.ofVirtual().name("workloads-clock").start(this::tick);
    }

    @Override
    public void close() {
        clock.interrupt();
        turns.close();
        watches.forEach(SharedIndexInformer::stop);
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(TICK);
                if (waiting) {
                    turns.signal();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        var nodes = client.nodes().list().getItems();
        var deployments = client.apps().deployments().inAnyNamespace().list().getItems();
        var daemonSets = client.apps().daemonSets().inAnyNamespace().list().getItems();
        var pods = client.pods().inAnyNamespace().list().getItems();
        var owners = new HashSet<String>();
        for (var deployment : deployments) {
            if (goes(deployment, pods)) {
                continue;
            }
            owners.add(deployment.getMetadata().getUid());
            var workload = Workload.of(deployment, pods);
            carryOut(PodPlan.deployment(workload, deployment.getSpec().getReplicas(), this::suffix));
            writeStatus(deployment, deployment.getStatus(), WorkloadStatus.of(deployment, workload));
        }
        for (var daemonSet : daemonSets) {
            if (goes(daemonSet, pods)) {
                continue;
            }
            owners.add(daemonSet.getMetadata().getUid());
            var workload = Workload.of(daemonSet, pods);
            carryOut(PodPlan.daemonSet(workload, nodes, this::suffix));
            writeStatus(
                    daemonSet,
                    daemonSet.getStatus(),
                    WorkloadStatus.of(
                            daemonSet, workload, PodPlan.places(workload, nodes).size()));
        }
        var jobs = client.batch().v1().jobs().inAnyNamespace().list().getItems();
        waiting = !jobs.isEmpty();
        for (var job : jobs) {
            if (goes(job, pods)) {
                continue;
            }
            owners.add(job.getMetadata().getUid());
            carryOut(job, pods);
        }
        pods.stream()
                .filter(pod -> !Workload.terminating(pod))
                .filter(pod -> !Workload.ownerOf(pod).isEmpty() && !owners.contains(Workload.ownerOf(pod)))
                .forEach(this::delete);
        Scheduler.assign(client.pods().inAnyNamespace().list().getItems(), nodes)
                .forEach(binding -> client.bindings()
                        .inNamespace(binding.getMetadata().getNamespace())
                        .resource(binding)
                        .create());
    }

    /**
     * Whether it is being deleted: its pods go as those of nobody do, and where it waits for them it goes after them.
     */
    private boolean goes(HasMetadata owner, List<Pod> pods) {
        var metadata = owner.getMetadata();
        if (metadata.getDeletionTimestamp() == null) {
            return false;
        }
        if (metadata.getFinalizers().contains(FOREGROUND)
                && pods.stream().noneMatch(pod -> Workload.ownerOf(pod).equals(metadata.getUid()))) {
            var left = metadata.getFinalizers().stream()
                    .filter(finalizer -> !finalizer.equals(FOREGROUND))
                    .toList();
            patch(client.resource(owner), Map.of("metadata", Map.of("finalizers", left)));
        }
        return true;
    }

    private static void patch(EditReplacePatchable<HasMetadata> resource, Map<String, ?> fields) {
        try {
            var _ = resource.patch(PatchContext.of(PatchType.JSON_MERGE), Json.of(fields));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    private void carryOut(Job job, List<Pod> pods) {
        var now = Instant.now();
        var plan = JobPlan.of(
                job,
                pods.stream()
                        .filter(pod ->
                                Workload.ownerOf(pod).equals(job.getMetadata().getUid()))
                        .toList(),
                now,
                this::suffix);
        if (plan.expired()) {
            client.resource(job).delete();
            return;
        }
        carryOut(new PodPlan(plan.create(), plan.delete()));
        if (!JobPlan.finished(job)) {
            writeStatus(job, job.getStatus(), JobStatus.of(job, plan, now));
        }
    }

    private void carryOut(PodPlan plan) {
        plan.create().forEach(pod -> client.resource(pod).create());
        plan.delete().forEach(this::delete);
    }

    private void delete(Pod pod) {
        client.resource(pod).delete();
    }

    private void writeStatus(HasMetadata owner, @Nullable Object before, Map<String, ?> fields) {
        var old = Json.fields(before);
        // A count of zero is left out by the API server.
        if (fields.entrySet().stream()
                .allMatch(field -> old.getOrDefault(field.getKey(), 0).equals(field.getValue()))) {
            return;
        }
        patch(client.resource(owner).subresource("status"), Map.of("status", fields));
    }

    private String suffix() {
        var suffix = new StringBuilder();
        for (var i = 0; i < 5; i++) {
            suffix.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
        }
        return suffix.toString();
    }
}

package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;

/** The counts in the status of workloads, as {@code kubectl get} and {@code kubectl rollout status} read it. */
final class WorkloadStatus {
    private WorkloadStatus() {}

    static Map<String, Integer> of(Deployment deployment, Workload workload) {
        var ready = ready(workload);
        return Map.of(
                "observedGeneration",
                deployment.getMetadata().getGeneration().intValue(),
                "replicas",
                workload.current().size() + workload.outdated().size(),
                "updatedReplicas",
                workload.current().size(),
                "readyReplicas",
                ready,
                "availableReplicas",
                ready,
                "unavailableReplicas",
                Math.max(0, deployment.getSpec().getReplicas() - ready));
    }

    static Map<String, Integer> of(DaemonSet daemonSet, Workload workload, int desired) {
        var ready = ready(workload);
        return Map.of(
                "observedGeneration",
                daemonSet.getMetadata().getGeneration().intValue(),
                "desiredNumberScheduled",
                desired,
                "currentNumberScheduled",
                workload.current().size() + workload.outdated().size(),
                "updatedNumberScheduled",
                workload.current().size(),
                "numberMisscheduled",
                0,
                "numberReady",
                ready,
                "numberAvailable",
                ready,
                "numberUnavailable",
                Math.max(0, desired - ready));
    }

    private static int ready(Workload workload) {
        return (int) workload.pods().stream()
                .filter(pod -> !Workload.terminating(pod) && Workload.ready(pod))
                .count();
    }
}

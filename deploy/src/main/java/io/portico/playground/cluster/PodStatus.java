package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.portico.testkit.ClusterNetwork;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A pod's status as its kubelet writes it, for pods of one container. Pure but for the clock. */
final class PodStatus {
    private PodStatus() {}

    /** The pod with its addresses, running, ready or not. */
    static Pod running(Pod pod, List<String> addresses, ClusterNetwork.Node node, int restarts, boolean ready) {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        var state = ready ? "True" : "False";
        var container = pod.getSpec().getContainers().getFirst();
        return new PodBuilder(pod)
                .withNewStatus()
                .withPhase("Running")
                .withHostIP(node.address())
                .addNewHostIP(node.address())
                .withPodIP(addresses.getFirst())
                .withPodIPs(addresses.stream()
                        .map(io.fabric8.kubernetes.api.model.PodIP::new)
                        .toList())
                .withStartTime(now)
                .withConditions(
                        condition("PodScheduled", "True", now),
                        condition("Initialized", "True", now),
                        condition("ContainersReady", state, now),
                        condition("Ready", state, now))
                .addNewContainerStatus()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("")
                .withReady(ready)
                .withStarted(true)
                .withRestartCount(restarts)
                .withNewState()
                .withNewRunning(now)
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    /** The pod as it stays when nothing here can run it. */
    static Pod refused(Pod pod, String reason, String message) {
        var container = pod.getSpec().getContainers().getFirst();
        return new PodBuilder(pod)
                .withNewStatus()
                .withPhase("Pending")
                .addNewContainerStatus()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("")
                .withReady(false)
                .withRestartCount(0)
                .withNewState()
                .withNewWaiting(message, reason)
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    private static io.fabric8.kubernetes.api.model.PodCondition condition(String type, String status, String since) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withLastTransitionTime(since)
                .build();
    }
}

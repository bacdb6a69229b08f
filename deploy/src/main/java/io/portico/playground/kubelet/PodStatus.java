package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.portico.playground.kubelet.PodNetworks.PodNetwork;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A pod's status out of its containers', as a kubelet puts it together (getPhase, GeneratePodReadyCondition). Pure.
 *
 * @param inits the init containers, in their order
 * @param sidecars the names of those init containers that go on beside the others (restartPolicy: Always)
 * @param initialised whether the others may run
 * @param started when the kubelet saw the pod
 */
record PodStatus(
        RestartPolicy policy,
        List<ContainerStatus> inits,
        List<String> sidecars,
        List<ContainerStatus> containers,
        boolean initialised,
        Instant started) {

    /**
     * @param network empty while the pod has none
     * @param before the conditions as last written, whose times stay where nothing changes
     */
    io.fabric8.kubernetes.api.model.PodStatus at(Instant now, Optional<PodNetwork> network, List<PodCondition> before) {
        var phase = phase();
        var status = new PodStatusBuilder()
                .withPhase(phase)
                .withStartTime(seconds(started))
                .withInitContainerStatuses(inits)
                .withContainerStatuses(containers)
                .withConditions(conditions(phase, network.isPresent(), now, before));
        network.ifPresent(present -> status.withHostIP(present.node().address())
                .withHostIPs(
                        new HostIP(present.node().address()),
                        new HostIP(present.node().address6()))
                .withPodIP(present.addresses().getFirst())
                .withPodIPs(present.addresses().stream().map(PodIP::new).toList()));
        return status.build();
    }

    /** Whether it counts as ready, and its endpoints get traffic. */
    boolean ready() {
        return initialised && unready().isEmpty();
    }

    String phase() {
        if (!initialised) {
            return inits.stream().filter(init -> !isSidecar(init)).anyMatch(this::failed) ? "Failed" : "Pending";
        }
        var running = 0;
        var ended = 0;
        var well = 0;
        for (var container : containers) {
            var state = container.getState();
            if (state.getRunning() != null) {
                running++;
            } else if (state.getTerminated() != null) {
                ended++;
                well += state.getTerminated().getExitCode() == 0 ? 1 : 0;
            } else if (hasRun(container)) {
                ended++;
            }
        }
        if (running + ended < containers.size()) {
            return "Pending";
        }
        if (running > 0 || policy == RestartPolicy.ALWAYS) {
            return "Running";
        }
        if (well == ended) {
            return "Succeeded";
        }
        return policy == RestartPolicy.NEVER ? "Failed" : "Running";
    }

    private boolean failed(ContainerStatus init) {
        var ended = init.getState().getTerminated();
        return ended != null && ended.getExitCode() != 0 && policy == RestartPolicy.NEVER;
    }

    private static boolean hasRun(ContainerStatus container) {
        return container.getLastState() != null && container.getLastState().getTerminated() != null;
    }

    private List<PodCondition> conditions(String phase, boolean network, Instant now, List<PodCondition> before) {
        var ended = phase.equals("Succeeded") || phase.equals("Failed");
        var conditions = new ArrayList<PodCondition>();
        conditions.add(condition("PodScheduled", true, "", ""));
        conditions.add(condition("PodReadyToStartContainers", network && !ended, "", ""));
        var incomplete = names(inits, init -> !init.getReady());
        conditions.add(condition(
                "Initialized",
                initialised,
                "ContainersNotInitialized",
                "containers with incomplete status: " + incomplete));
        for (var type : List.of("ContainersReady", "Ready")) {
            conditions.add(
                    phase.equals("Succeeded")
                            ? condition(type, false, "PodCompleted", "")
                            : condition(
                                    type,
                                    ready() && !ended,
                                    phase.equals("Failed") ? "PodFailed" : "ContainersNotReady",
                                    phase.equals("Failed") ? "" : "containers with unready status: " + unready()));
        }
        return conditions.stream()
                .map(condition -> timed(condition, now, before))
                .toList();
    }

    private List<String> unready() {
        return names(containers, container -> !container.getReady());
    }

    private boolean isSidecar(ContainerStatus init) {
        return sidecars.contains(init.getName());
    }

    private static List<String> names(List<ContainerStatus> statuses, Predicate<ContainerStatus> which) {
        return statuses.stream().filter(which).map(ContainerStatus::getName).toList();
    }

    private static PodCondition condition(String type, boolean holds, String reason, String message) {
        var condition = new PodConditionBuilder().withType(type).withStatus(holds ? "True" : "False");
        if (!holds && !reason.isEmpty()) {
            condition.withReason(reason);
        }
        if (!holds && !message.isEmpty()) {
            condition.withMessage(message);
        }
        return condition.build();
    }

    private static PodCondition timed(PodCondition condition, Instant now, List<PodCondition> before) {
        var since = before.stream()
                .filter(old -> old.getType().equals(condition.getType())
                        && old.getStatus().equals(condition.getStatus()))
                .map(PodCondition::getLastTransitionTime)
                .findFirst()
                .orElse(seconds(now));
        return new PodConditionBuilder(condition).withLastTransitionTime(since).build();
    }

    static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

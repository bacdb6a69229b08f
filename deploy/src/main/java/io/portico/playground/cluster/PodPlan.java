package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What has to happen to a workload's pods. Pure.
 *
 * @param create new pods
 * @param delete pods that are too many, or outdated
 */
record PodPlan(List<Pod> create, List<Pod> delete) {

    /**
     * A Deployment's plan: as many pods as wanted; those of an earlier template go when all of the present one are
     * ready.
     */
    static PodPlan deployment(Workload workload, int replicas, Supplier<String> suffix) {
        var current = workload.current();
        var create = new ArrayList<Pod>();
        for (var i = current.size(); i < replicas; i++) {
            create.add(pod(workload, suffix).build());
        }
        var delete = new ArrayList<Pod>();
        // The youngest go first, and before them those that serve nobody yet.
        current.stream()
                .sorted(Comparator.comparing(Workload::ready)
                        .thenComparing(pod -> pod.getMetadata().getCreationTimestamp(), Comparator.reverseOrder()))
                .limit(Math.max(0, current.size() - replicas))
                .forEach(delete::add);
        if (create.isEmpty() && (replicas == 0 || current.stream().allMatch(Workload::ready))) {
            delete.addAll(workload.outdated());
        }
        return new PodPlan(create, delete);
    }

    /**
     * A DaemonSet's plan: one pod on each node that its selector takes; an outdated one goes before the new one comes.
     */
    static PodPlan daemonSet(Workload workload, List<Node> nodes, Supplier<String> suffix) {
        var create = new ArrayList<Pod>();
        for (var node : places(workload, nodes)) {
            if (workload.pods().stream()
                    .noneMatch(pod -> node.equals(pod.getSpec().getNodeName()))) {
                create.add(pod(workload, suffix)
                        .editSpec()
                        .withNodeName(node)
                        .endSpec()
                        .build());
            }
        }
        return new PodPlan(create, workload.outdated());
    }

    /** The names of the nodes that a DaemonSet's selector takes. */
    static List<String> places(Workload workload, List<Node> nodes) {
        return nodes.stream()
                .filter(node -> takes(workload.podTemplate().getSpec().getNodeSelector(), node))
                .map(node -> node.getMetadata().getName())
                .toList();
    }

    /** Whether a node carries all labels of a nodeSelector. */
    static boolean takes(Map<String, String> nodeSelector, Node node) {
        return node.getMetadata()
                .getLabels()
                .entrySet()
                .containsAll(Objects.requireNonNullElse(nodeSelector, Map.<String, String>of())
                        .entrySet());
    }

    private static PodBuilder pod(Workload workload, Supplier<String> suffix) {
        return pod(workload.owner(), workload.podTemplate(), suffix)
                .editMetadata()
                .addToLabels(Workload.TEMPLATE, workload.template())
                .endMetadata();
    }

    /** A pod of that template which the owner controls. */
    static PodBuilder pod(HasMetadata owner, PodTemplateSpec template, Supplier<String> suffix) {
        return new PodBuilder()
                .withMetadata(template.getMetadata())
                .editMetadata()
                .withName(owner.getMetadata().getName() + "-" + suffix.get())
                .withNamespace(owner.getMetadata().getNamespace())
                .addNewOwnerReference()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(template.getSpec());
    }
}

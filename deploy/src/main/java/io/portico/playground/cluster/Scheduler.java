package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gives pods without a node one: not a cordoned one, one that the nodeSelector takes, and of those the one with the
 * fewest pods of the same owner. Pure.
 */
final class Scheduler {
    private Scheduler() {}

    /** Where a pod counts. */
    private record OwnerOnNode(String owner, String node) {}

    /** The bindings to make; a pod that fits nowhere has none and stays pending. */
    static List<Binding> assign(Collection<Pod> pods, Collection<Node> nodes) {
        var counts = new HashMap<OwnerOnNode, Integer>();
        pods.stream()
                .filter(pod -> !Workload.terminating(pod) && bound(pod))
                .forEach(pod -> count(counts, pod, pod.getSpec().getNodeName()));
        var bindings = new ArrayList<Binding>();
        for (var pod : pods) {
            if (bound(pod) || Workload.terminating(pod)) {
                continue;
            }
            nodes.stream()
                    .filter(node -> !Objects.equals(node.getSpec().getUnschedulable(), true))
                    .filter(node -> PodPlan.takes(pod.getSpec().getNodeSelector(), node))
                    .map(node -> node.getMetadata().getName())
                    .min(Comparator.comparing((String node) ->
                                    counts.getOrDefault(new OwnerOnNode(Workload.ownerOf(pod), node), 0))
                            .thenComparing(Comparator.naturalOrder()))
                    .ifPresent(node -> {
                        count(counts, pod, node);
                        bindings.add(binding(pod, node));
                    });
        }
        return bindings;
    }

    private static boolean bound(Pod pod) {
        return pod.getSpec().getNodeName() != null;
    }

    private static void count(Map<OwnerOnNode, Integer> counts, Pod pod, String node) {
        counts.merge(new OwnerOnNode(Workload.ownerOf(pod), node), 1, Integer::sum);
    }

    private static Binding binding(Pod pod, String node) {
        return new BindingBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .withUid(pod.getMetadata().getUid())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build();
    }
}

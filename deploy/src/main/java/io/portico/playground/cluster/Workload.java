package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * A Deployment or a DaemonSet, as far as its pods are concerned.
 *
 * @param pods those it controls, the terminating ones too
 * @param template names the revision of its pod template
 */
record Workload(HasMetadata owner, PodTemplateSpec podTemplate, String template, List<Pod> pods) {
    /** The label that says which revision of the template a pod was made from. */
    static final String TEMPLATE = "pod-template-hash";

    static Workload of(Deployment deployment, Collection<Pod> pods) {
        return of(deployment, deployment.getSpec().getTemplate(), pods);
    }

    static Workload of(DaemonSet daemonSet, Collection<Pod> pods) {
        return of(daemonSet, daemonSet.getSpec().getTemplate(), pods);
    }

    private static Workload of(HasMetadata owner, PodTemplateSpec template, Collection<Pod> pods) {
        var revision = Integer.toHexString(Json.of(template).hashCode());
        var uid = owner.getMetadata().getUid();
        return new Workload(
                owner,
                template,
                revision,
                pods.stream().filter(pod -> uid.equals(ownerOf(pod))).toList());
    }

    /** Its pods of the present template that are not on their way out. */
    List<Pod> current() {
        return pods.stream()
                .filter(pod -> !terminating(pod) && template.equals(templateOf(pod)))
                .toList();
    }

    /** Its pods of earlier templates that are not on their way out. */
    List<Pod> outdated() {
        return pods.stream()
                .filter(pod -> !terminating(pod) && !template.equals(templateOf(pod)))
                .toList();
    }

    static boolean terminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean ready(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    /** The UID of the object that controls the pod; empty when nothing does. */
    static String ownerOf(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Objects.equals(owner.getController(), true))
                .map(owner -> owner.getUid())
                .findFirst()
                .orElse("");
    }

    private static String templateOf(Pod pod) {
        return pod.getMetadata().getLabels().getOrDefault(TEMPLATE, "");
    }
}

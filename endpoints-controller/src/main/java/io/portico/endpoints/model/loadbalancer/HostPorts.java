package io.portico.endpoints.model.loadbalancer;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.portico.runtime.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ports of its node that one pod claims: its {@code hostPort}s, and with {@code hostNetwork} all that it declares.
 * Most pods claim none and have no such record.
 *
 * @param pod as {@code namespace/name}
 * @param created its creation time as the API server writes it
 * @param controller UID of the DaemonSet or whatever keeps the pod; empty for none
 * @param node never empty
 */
public record HostPorts(String pod, String uid, String created, String controller, String node, List<HostPort> ports) {

    /**
     * One of them.
     *
     * @param hostIp the address that it is limited to; empty for all of the node
     * @param hasRun whether its container has ever run, now or before a crash
     */
    public record HostPort(TransportPort port, String hostIp, boolean hasRun) {}

    /** The ports of a pod as it was read; empty when it claims none, is not bound to a node yet, or has ended. */
    public static Optional<HostPorts> of(Pod pod) {
        var spec = pod.getSpec();
        if (spec == null || requireNonNullElse(spec.getNodeName(), "").isEmpty() || hasEnded(pod)) {
            return Optional.empty();
        }
        var hostNetwork = Boolean.TRUE.equals(spec.getHostNetwork());
        var starts = new ContainerStarts(pod);
        var ports = containers(spec)
                .flatMap(container -> ports(container, hostNetwork, starts))
                .distinct()
                .toList();
        var metadata = pod.getMetadata();
        return ports.isEmpty()
                ? Optional.empty()
                : Optional.of(new HostPorts(
                        metadata.getNamespace() + "/" + metadata.getName(),
                        requireNonNullElse(metadata.getUid(), ""),
                        requireNonNullElse(metadata.getCreationTimestamp(), ""),
                        controller(metadata),
                        spec.getNodeName().intern(),
                        ports));
    }

    /** The reference for Events on the pod. */
    public ObjectRef reference() {
        var slash = pod.indexOf('/');
        return new ObjectRef("v1", "Pod", pod.substring(0, slash), pod.substring(slash + 1), uid);
    }

    /** Whether any of its containers that claim a port has ever run. */
    public boolean hasRun() {
        return ports.stream().anyMatch(HostPort::hasRun);
    }

    private static Stream<HostPort> ports(Container container, boolean hostNetwork, ContainerStarts starts) {
        var declared = container.getPorts();
        if (declared == null) {
            return Stream.empty();
        }
        return declared.stream()
                .flatMap(port -> number(port, hostNetwork).stream()
                        .map(number -> new HostPort(
                                TransportPort.of(number, port.getProtocol()),
                                requireNonNullElse(port.getHostIP(), ""),
                                starts.hasRun(container))));
    }

    private static Optional<Integer> number(ContainerPort port, boolean hostNetwork) {
        return port.getHostPort() == null || port.getHostPort() == 0
                ? Optional.ofNullable(hostNetwork ? port.getContainerPort() : null)
                : Optional.of(port.getHostPort());
    }

    /** Those that run for as long as the pod does. */
    private static Stream<Container> containers(PodSpec spec) {
        return Stream.concat(
                stream(spec.getContainers()),
                stream(spec.getInitContainers()).filter(container -> "Always".equals(container.getRestartPolicy())));
    }

    private static boolean hasEnded(Pod pod) {
        var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static String controller(ObjectMeta metadata) {
        return stream(metadata.getOwnerReferences())
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .map(OwnerReference::getUid)
                .findFirst()
                .orElse("");
    }

    private static <T> Stream<T> stream(@Nullable List<T> list) {
        return list == null ? Stream.empty() : list.stream();
    }
}

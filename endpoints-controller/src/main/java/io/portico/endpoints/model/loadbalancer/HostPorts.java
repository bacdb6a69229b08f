package io.portico.endpoints.model.loadbalancer;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ports that one pod holds on its node: its {@code hostPort}s, and with {@code hostNetwork} all that it declares.
 * Most pods hold none and have no such record.
 *
 * @param pod as {@code namespace/name}
 * @param node never empty
 */
public record HostPorts(String pod, String node, List<HostPort> ports) {

    /**
     * One of them.
     *
     * @param hostIp the address that it is limited to; empty for all of the node
     */
    public record HostPort(TransportPort port, String hostIp) {}

    /** The ports of a pod as it was read; empty when it holds none, is not bound to a node yet, or has ended. */
    public static Optional<HostPorts> of(Pod pod) {
        var spec = pod.getSpec();
        if (spec == null || requireNonNullElse(spec.getNodeName(), "").isEmpty() || hasEnded(pod)) {
            return Optional.empty();
        }
        var hostNetwork = Boolean.TRUE.equals(spec.getHostNetwork());
        var ports = containers(spec)
                .flatMap(container -> container.getPorts() == null ? Stream.empty() : container.getPorts().stream())
                .flatMap(port -> hostPort(port, hostNetwork).stream())
                .distinct()
                .toList();
        return ports.isEmpty()
                ? Optional.empty()
                : Optional.of(new HostPorts(
                        pod.getMetadata().getNamespace() + "/"
                                + pod.getMetadata().getName(),
                        spec.getNodeName().intern(),
                        ports));
    }

    private static Optional<HostPort> hostPort(ContainerPort port, boolean hostNetwork) {
        var declared = hostNetwork ? port.getContainerPort() : null;
        var number = port.getHostPort() == null || port.getHostPort() == 0 ? declared : port.getHostPort();
        return number == null
                ? Optional.empty()
                : Optional.of(new HostPort(
                        new TransportPort(
                                number,
                                requireNonNullElse(port.getProtocol(), "TCP").intern()),
                        requireNonNullElse(port.getHostIP(), "")));
    }

    /** Those that run for as long as the pod does. */
    private static Stream<Container> containers(PodSpec spec) {
        var main = spec.getContainers() == null ? Stream.<Container>empty() : spec.getContainers().stream();
        var initial = spec.getInitContainers() == null ? Stream.<Container>empty() : spec.getInitContainers().stream();
        return Stream.concat(main, initial.filter(container -> "Always".equals(container.getRestartPolicy())));
    }

    private static boolean hasEnded(Pod pod) {
        var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }
}

package io.portico.endpoints.model;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a pod decides its endpoints; a pod whose record stays equal concerns nobody.
 *
 * @param nodeName empty before it is scheduled
 * @param hostname {@code spec.hostname}, empty for none
 * @param subdomain {@code spec.subdomain}, empty for none
 * @param ips all addresses, the primary first
 * @param finished phase Succeeded or Failed
 * @param ready condition Ready is True
 * @param readySince epoch second at which condition Ready last changed; 0 when there is none
 * @param terminating it has a deletionTimestamp
 * @param ports the named container ports, of containers and then of restartable init containers
 */
public record PodRecord(
        String namespace,
        String name,
        String uid,
        Map<String, String> labels,
        String nodeName,
        String hostname,
        String subdomain,
        List<String> ips,
        boolean finished,
        boolean ready,
        long readySince,
        boolean terminating,
        List<NamedPort> ports) {

    /** A container port with a name. */
    public record NamedPort(String name, String protocol, int port) {}

    /** The record of a pod as it was read. */
    public static PodRecord of(Pod pod) {
        var metadata = pod.getMetadata();
        var spec = pod.getSpec();
        var status = pod.getStatus();
        var phase = status == null ? "" : requireNonNullElse(status.getPhase(), "");
        var ready = ready(pod);
        return new PodRecord(
                requireNonNullElse(metadata.getNamespace(), "").intern(),
                metadata.getName(),
                requireNonNullElse(metadata.getUid(), ""),
                metadata.getLabels() == null ? Map.of() : Shared.of(interned(metadata.getLabels())),
                spec == null ? "" : requireNonNullElse(spec.getNodeName(), "").intern(),
                spec == null ? "" : requireNonNullElse(spec.getHostname(), ""),
                spec == null ? "" : requireNonNullElse(spec.getSubdomain(), "").intern(),
                OneIpv4.compact(ips(pod)),
                phase.equals("Succeeded") || phase.equals("Failed"),
                ready.map(c -> "True".equals(c.getStatus())).orElse(false),
                ready.map(c -> ApiTime.second(c.getLastTransitionTime())).orElse(0L),
                metadata.getDeletionTimestamp() != null,
                namedPorts(pod));
    }

    /** Whether it can stand in endpoints at all ({@code ShouldPodBeInEndpoints} of upstream). */
    public boolean belongs(boolean includeTerminating) {
        return !finished && !ips.isEmpty() && (includeTerminating || !terminating);
    }

    /** Its addresses of that family that the API server accepts, the primary one first. */
    public List<String> ips(Family family) {
        return ips.stream()
                .filter(ip -> Address.parse(ip)
                        .filter(address -> address.family() == family && isAccepted(address))
                        .isPresent())
                .toList();
    }

    /** Whether the API server refuses any of its addresses. */
    boolean hasRefusedIp() {
        return ips.stream()
                .anyMatch(ip -> Address.parse(ip).filter(PodRecord::isAccepted).isEmpty());
    }

    /** The hostname under which DNS shows it in that Service; empty for none. */
    public String hostnameIn(ServiceRecord service) {
        return !hostname.isEmpty() && subdomain.equals(service.key().name()) ? hostname : "";
    }

    /** The reference to it. */
    public TargetRef reference() {
        return TargetRef.pod(namespace, name, uid);
    }

    /** Whether only the labels differ: then Services that match both records are not concerned. */
    public boolean equalsButForLabels(PodRecord other) {
        return new PodRecord(
                        namespace,
                        name,
                        uid,
                        other.labels,
                        nodeName,
                        hostname,
                        subdomain,
                        ips,
                        finished,
                        ready,
                        readySince,
                        terminating,
                        ports)
                .equals(other);
    }

    private static Map<String, String> interned(Map<String, String> labels) {
        return labels.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        label -> label.getKey().intern(),
                        label -> label.getValue().intern()));
    }

    private static List<String> ips(Pod pod) {
        var status = pod.getStatus();
        if (status == null) {
            return List.of();
        }
        if (status.getPodIPs() != null && !status.getPodIPs().isEmpty()) {
            return status.getPodIPs().stream()
                    .map(ip -> Address.canonical(ip.getIp()))
                    .toList();
        }
        return status.getPodIP() == null || status.getPodIP().isEmpty()
                ? List.of()
                : List.of(Address.canonical(status.getPodIP()));
    }

    /**
     * Whether the API server accepts it in Endpoints and EndpointSlices: it refuses unspecified, loopback and
     * link-local ones (k8s.io/kubernetes {@code ValidateEndpointIP}), and with one such address the whole object.
     */
    private static boolean isAccepted(Address address) {
        return !address.isUnspecified()
                && !address.isLoopback()
                && !address.isLinkLocal()
                && !address.isLinkLocalMulticast();
    }

    private static Optional<PodCondition> ready(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getConditions() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> "Ready".equals(condition.getType()))
                        .findFirst();
    }

    private static List<NamedPort> namedPorts(Pod pod) {
        if (pod.getSpec() == null) {
            return List.of();
        }
        var named = new ArrayList<NamedPort>();
        Stream.concat(
                        stream(pod.getSpec().getContainers()),
                        stream(pod.getSpec().getInitContainers()).filter(c -> "Always".equals(c.getRestartPolicy())))
                .flatMap(c -> c.getPorts() == null ? Stream.empty() : c.getPorts().stream())
                .filter(port -> port.getName() != null && !port.getName().isEmpty())
                .map(port -> new NamedPort(
                        port.getName().intern(),
                        requireNonNullElse(port.getProtocol(), "TCP").intern(),
                        port.getContainerPort()))
                .forEach(named::add);
        return Shared.of(List.copyOf(named));
    }

    private static Stream<Container> stream(List<Container> containers) {
        return containers == null ? Stream.empty() : containers.stream();
    }
}

package io.portico.endpoints.differential;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What controllers made in one namespace, as a set of lines in which only differences that matter differ. */
final class Picture {
    private static final Set<String> WHO_KEEPS_IT =
            Set.of("endpointslice.kubernetes.io/managed-by", "endpoints.kubernetes.io/managed-by");

    private Picture() {}

    /** Does the garbage collector's part: removes slices of Services that are gone. */
    static void collectGarbage(KubernetesClient client, String namespace) {
        var services = client.services().inNamespace(namespace).list().getItems().stream()
                .map(service -> service.getMetadata().getUid())
                .collect(Collectors.toSet());
        client.discovery().v1().endpointSlices().inNamespace(namespace).list().getItems().stream()
                .filter(slice -> slice.getMetadata().getOwnerReferences().stream()
                        .noneMatch(owner -> services.contains(owner.getUid())))
                .forEach(slice -> client.resource(slice).delete());
    }

    static SortedSet<String> of(KubernetesClient client, String namespace) {
        var lines = new TreeSet<String>();
        client.endpoints().inNamespace(namespace).list().getItems().forEach(endpoints -> add(lines, endpoints));
        client.discovery().v1().endpointSlices().inNamespace(namespace).list().getItems().stream()
                .forEach(slice -> add(lines, slice));
        return lines;
    }

    private static void add(Set<String> lines, Endpoints endpoints) {
        var name = "endpoints " + endpoints.getMetadata().getName();
        lines.add(name + " " + labels(endpoints));
        for (var subset : list(endpoints.getSubsets())) {
            ports(subset).forEach(port -> {
                list(subset.getAddresses())
                        .forEach(address -> lines.add(name + " " + port + " ready " + address(address)));
                list(subset.getNotReadyAddresses())
                        .forEach(address -> lines.add(name + " " + port + " not ready " + address(address)));
            });
        }
    }

    private static Stream<String> ports(EndpointSubset subset) {
        return list(subset.getPorts()).isEmpty()
                ? Stream.of("no port")
                : subset.getPorts().stream()
                        .map(port -> "%s:%d/%s/%s"
                                .formatted(port.getName(), port.getPort(), port.getProtocol(), port.getAppProtocol()));
    }

    private static String address(EndpointAddress address) {
        return "%s %s on %s as %s"
                .formatted(
                        address.getIp(), target(address.getTargetRef()), address.getNodeName(), address.getHostname());
    }

    private static void add(Set<String> lines, EndpointSlice slice) {
        var ports = list(slice.getPorts()).stream()
                .map(port -> "%s:%d/%s/%s"
                        .formatted(port.getName(), port.getPort(), port.getProtocol(), port.getAppProtocol()))
                .sorted()
                .toList();
        var owner = slice.getMetadata().getOwnerReferences().getFirst();
        var name = "slice of " + owner.getName() + " " + slice.getAddressType() + " " + ports;
        lines.add("%s %s owner %s %s, controller %s, blocks %s"
                .formatted(
                        name,
                        labels(slice),
                        owner.getApiVersion(),
                        owner.getKind(),
                        owner.getController(),
                        owner.getBlockOwnerDeletion()));
        list(slice.getEndpoints()).forEach(endpoint -> lines.add(name + " " + endpoint(endpoint)));
    }

    private static String endpoint(Endpoint endpoint) {
        var conditions = endpoint.getConditions();
        var hints = endpoint.getHints();
        return "%s %s on %s in %s as %s ready=%s serving=%s terminating=%s for %s %s"
                .formatted(
                        endpoint.getAddresses(),
                        target(endpoint.getTargetRef()),
                        endpoint.getNodeName(),
                        endpoint.getZone(),
                        endpoint.getHostname(),
                        conditions.getReady(),
                        conditions.getServing(),
                        conditions.getTerminating(),
                        hints == null
                                ? List.of()
                                : list(hints.getForZones()).stream()
                                        .map(zone -> zone.getName())
                                        .toList(),
                        hints == null
                                ? List.of()
                                : list(hints.getForNodes()).stream()
                                        .map(node -> node.getName())
                                        .toList());
    }

    private static String target(@Nullable ObjectReference target) {
        return target == null ? "nothing" : target.getKind() + " " + target.getNamespace() + "/" + target.getName();
    }

    private static String labels(HasMetadata object) {
        var labels = new TreeMap<String, String>();
        if (object.getMetadata().getLabels() != null) {
            labels.putAll(object.getMetadata().getLabels());
        }
        labels.keySet().removeAll(WHO_KEEPS_IT);
        return labels.toString();
    }

    private static <T> List<T> list(@Nullable List<T> items) {
        return items == null ? List.of() : items;
    }
}

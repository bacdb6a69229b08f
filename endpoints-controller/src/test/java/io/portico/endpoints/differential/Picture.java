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
import java.util.Map;
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

    /** Does the garbage collector's part: removes slices whose owner is gone. */
    static void collectGarbage(KubernetesClient client, String namespace) {
        var owners = Stream.<HasMetadata>concat(
                        client.services().inNamespace(namespace).list().getItems().stream(),
                        client.endpoints().inNamespace(namespace).list().getItems().stream())
                .map(owner -> owner.getMetadata().getUid())
                .collect(Collectors.toSet());
        client.discovery().v1().endpointSlices().inNamespace(namespace).list().getItems().stream()
                .filter(slice -> slice.getMetadata().getOwnerReferences().stream()
                        .noneMatch(owner -> owners.contains(owner.getUid())))
                .forEach(slice -> client.resource(slice).delete());
    }

    static SortedSet<String> of(KubernetesClient client, String namespace) {
        var lines = new TreeSet<String>();
        var hinted = client.services().inNamespace(namespace).list().getItems().stream()
                .filter(service -> service.getMetadata().getAnnotations() != null
                        && service.getMetadata().getAnnotations().containsKey("service.kubernetes.io/topology-mode"))
                .map(service -> service.getMetadata().getName())
                .collect(Collectors.toSet());
        var zones = new TreeMap<String, Integer>();
        client.endpoints().inNamespace(namespace).list().getItems().forEach(endpoints -> add(lines, endpoints));
        client.discovery().v1().endpointSlices().inNamespace(namespace).list().getItems().stream()
                .forEach(slice -> {
                    var owner = slice.getMetadata().getOwnerReferences().getFirst();
                    var byCpus =
                            hinted.contains(owner.getName()) && owner.getKind().equals("Service");
                    add(lines, slice, byCpus);
                    if (byCpus) {
                        countHints(zones, slice);
                    }
                });
        zones.forEach((zone, count) -> lines.add(zone + ": " + count));
        return lines;
    }

    /** Which endpoints serve another zone is upstream's chance, and how many do is not. */
    private static void countHints(Map<String, Integer> zones, EndpointSlice slice) {
        list(slice.getEndpoints()).stream()
                .filter(endpoint -> endpoint.getHints() != null)
                .flatMap(endpoint -> list(endpoint.getHints().getForZones()).stream())
                .forEach(zone -> zones.merge(
                        "endpoints of "
                                + slice.getMetadata()
                                        .getOwnerReferences()
                                        .getFirst()
                                        .getName() + " " + slice.getAddressType() + " that serve " + zone.getName(),
                        1,
                        Integer::sum));
    }

    private static void add(Set<String> lines, Endpoints endpoints) {
        var name = "endpoints " + endpoints.getMetadata().getName();
        lines.add(name + " " + labels(endpoints) + " " + annotations(endpoints));
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

    private static void add(Set<String> lines, EndpointSlice slice, boolean hintedByCpus) {
        var ports = list(slice.getPorts()).stream()
                .map(port -> "%s:%d/%s/%s"
                        .formatted(port.getName(), port.getPort(), port.getProtocol(), port.getAppProtocol()))
                .sorted()
                .toList();
        var owner = slice.getMetadata().getOwnerReferences().getFirst();
        var name = "slice of " + owner.getKind() + " " + owner.getName() + " " + slice.getAddressType() + " " + ports;
        lines.add("%s %s %s owner %s %s, controller %s, blocks %s"
                .formatted(
                        name,
                        labels(slice),
                        annotations(slice),
                        owner.getApiVersion(),
                        owner.getKind(),
                        owner.getController(),
                        owner.getBlockOwnerDeletion()));
        list(slice.getEndpoints()).forEach(endpoint -> lines.add(name + " " + endpoint(endpoint, hintedByCpus)));
    }

    private static String endpoint(Endpoint endpoint, boolean hintedByCpus) {
        var conditions = endpoint.getConditions();
        var hints = hintedByCpus ? null : endpoint.getHints();
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
        return target == null
                ? "nothing"
                : "%s %s %s/%s"
                        .formatted(target.getApiVersion(), target.getKind(), target.getNamespace(), target.getName());
    }

    private static String annotations(HasMetadata object) {
        var annotations = new TreeMap<String, String>();
        if (object.getMetadata().getAnnotations() != null) {
            annotations.putAll(object.getMetadata().getAnnotations());
        }
        annotations.remove("endpoints.kubernetes.io/last-change-trigger-time");
        return annotations.toString();
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

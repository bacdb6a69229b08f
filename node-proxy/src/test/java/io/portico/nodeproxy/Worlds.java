package io.portico.nodeproxy;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.nodeproxy.model.objects.ServiceFacts;
import io.portico.nodeproxy.model.objects.ServiceReader;
import io.portico.nodeproxy.model.objects.World;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.slices.SliceReader;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.Reading;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Worlds for tests, written as API objects and read as the watch station reads them. */
public final class Worlds {
    private Worlds() {}

    /** A world without anything. */
    public static Builder world() {
        return new Builder();
    }

    /** A Service of namespace default: its ClusterIPs, and its ports as {@code name:port/protocol[:nodePort]}. */
    public static ServiceBuilder service(String name, List<String> clusterIps, String... ports) {
        var builder = new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withUid("uid-of-" + name)
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP(clusterIps.isEmpty() ? null : clusterIps.getFirst())
                .withClusterIPs(clusterIps)
                .endSpec();
        for (var port : ports) {
            var parts = List.of(port.split("[:/]", 0));
            var _ = builder.editSpec()
                    .addNewPort()
                    .withName(parts.get(0))
                    .withPort(Integer.valueOf(parts.get(1)))
                    .withProtocol(parts.get(2))
                    .withNodePort(parts.size() > 3 ? Integer.valueOf(parts.get(3)) : null)
                    .endPort()
                    .endSpec();
        }
        return builder;
    }

    /** A slice of that Service; the family is that of the first address. */
    public static EndpointSliceBuilder slice(String name, String service, List<String> ports, String... addresses) {
        var builder = new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .addToLabels(SliceReader.SERVICE_NAME, service)
                .endMetadata()
                .withAddressType(addresses.length > 0 && addresses[0].contains(":") ? "IPv6" : "IPv4");
        for (var port : ports) {
            var parts = List.of(port.split("[:/]", 0));
            var _ = builder.addNewPort()
                    .withName(parts.get(0))
                    .withPort(Integer.valueOf(parts.get(1)))
                    .withProtocol(parts.get(2))
                    .endPort();
        }
        Arrays.stream(addresses)
                .forEach(address -> builder.addToEndpoints(new EndpointBuilder()
                        .withAddresses(address)
                        .withNewConditions()
                        .withReady(true)
                        .endConditions()
                        .build()));
        return builder;
    }

    /** The same slice, its endpoints on that node. */
    public static EndpointSliceBuilder on(String node, EndpointSliceBuilder slice) {
        return eachOf(slice, e -> e.withNodeName(node));
    }

    /** The same slice, its endpoints meant for that zone as well as for those before. */
    public static EndpointSliceBuilder forZone(String zone, EndpointSliceBuilder slice) {
        return eachOf(slice, e -> e.editOrNewHints().addNewForZone(zone).endHints());
    }

    /** The same slice, its endpoints meant for that node as well as for those before. */
    public static EndpointSliceBuilder forNode(String node, EndpointSliceBuilder slice) {
        return eachOf(slice, e -> e.editOrNewHints().addNewForNode(node).endHints());
    }

    /** The same slice, each of its endpoints changed so. */
    public static EndpointSliceBuilder eachOf(EndpointSliceBuilder slice, UnaryOperator<EndpointBuilder> change) {
        return slice.withEndpoints(slice.buildEndpoints().stream()
                .map(endpoint -> change.apply(endpoint.edit()).build())
                .toList());
    }

    /** A Node whose pods have addresses of those ranges. */
    public static Node node(String name, String... podRanges) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withPodCIDRs(podRanges)
                .endSpec()
                .build();
    }

    /** Collects API objects; an object of a name that is there replaces it. */
    public static final class Builder {
        private final Map<NamespacedName, Reading<ServiceFacts>> services = new HashMap<>();
        private final Map<String, Reading<SliceFacts>> slices = new HashMap<>();
        private final Map<String, Node> nodes = new HashMap<>();
        private final Map<String, String> zones = new HashMap<>();
        private final Map<String, List<Cidr>> serviceRanges = new HashMap<>();

        /** With these Services. */
        public Builder with(ServiceBuilder... added) {
            for (var service : added) {
                with(service.build());
            }
            return this;
        }

        /** With that Service. */
        public Builder with(Service service) {
            services.put(name(service.getMetadata()), ServiceReader.read(service));
            return this;
        }

        /** With these slices. */
        public Builder with(EndpointSliceBuilder... added) {
            for (var slice : added) {
                with(slice.build());
            }
            return this;
        }

        /** With that slice. */
        public Builder with(EndpointSlice slice) {
            slices.put(name(slice.getMetadata()).toString(), SliceReader.read(slice));
            return this;
        }

        /** With that Node. */
        public Builder with(Node node) {
            nodes.put(node.getMetadata().getName(), node);
            return this;
        }

        /** The Node of that name, whichever it will be, is in that zone. */
        public Builder zone(String node, String zone) {
            zones.put(node, zone);
            return this;
        }

        /** With a ServiceCIDR of those ranges. */
        public Builder withServiceCidr(String name, String... ranges) {
            serviceRanges.put(
                    name,
                    Arrays.stream(ranges)
                            .map(range -> Cidr.parse(range).orElseThrow())
                            .toList());
            return this;
        }

        /** With that Node, if it has none of the name. */
        public Builder withIfAbsent(Node node) {
            nodes.putIfAbsent(node.getMetadata().getName(), node);
            return this;
        }

        /** As the proxy of that node sees it. */
        public World on(String node) {
            var labelled = nodes.getOrDefault(node, node(node)).edit();
            if (zones.containsKey(node)) {
                labelled.editMetadata()
                        .addToLabels(NodeFacts.ZONE, zones.get(node))
                        .endMetadata();
            }
            var world = World.of(node).with(NodeFacts.of(labelled.build()));
            for (var ranges : serviceRanges.entrySet()) {
                world = world.withServiceRanges(ranges.getKey(), ranges.getValue());
            }
            for (var service : services.entrySet()) {
                world = world.with(service.getKey(), service.getValue());
            }
            for (var slice : slices.values()) {
                if (slice.facts().isPresent()) {
                    world = world.with(slice.facts().get(), slice);
                }
            }
            return world;
        }

        private static NamespacedName name(ObjectMeta metadata) {
            return new NamespacedName(metadata.getNamespace(), metadata.getName());
        }
    }
}

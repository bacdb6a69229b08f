package io.portico.nodeproxy.model.objects;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.net.Family;
import io.portico.runtime.values.Interned;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this proxy needs to know of the node that it runs on.
 *
 * @param name of the Node object
 * @param podRanges its {@code spec.podCIDRs}, none of them inside another; empty when it has none or is unknown
 * @param eligible whether load balancers should still send it anything new: neither was it deleted, nor is the cluster
 *     autoscaler about to take it away (KEP-3836)
 * @param primary its first internal address of each family
 * @param zone that its label {@code topology.kubernetes.io/zone} names; empty when it has none
 */
public record NodeFacts(
        String name, List<Cidr> podRanges, boolean eligible, Map<Family, Address> primary, String zone) {
    /** The label by which a node names its zone. */
    public static final String ZONE = "topology.kubernetes.io/zone";

    /** Set by the cluster autoscaler before it takes a node away. */
    private static final String TO_BE_DELETED = "ToBeDeletedByClusterAutoscaler";

    /** Copies the collections. */
    public NodeFacts {
        podRanges = List.copyOf(podRanges);
        primary = Map.copyOf(primary);
    }

    /** As long as the Node was not seen. */
    public static NodeFacts unknown(String name) {
        return new NodeFacts(name, List.of(), true, Map.of(), "");
    }

    /** What that Node says. */
    public static NodeFacts of(Node node) {
        var spec = node.getSpec() == null ? new NodeSpec() : node.getSpec();
        var addresses = node.getStatus() == null ? null : node.getStatus().getAddresses();
        var labels = node.getMetadata().getLabels();
        return new NodeFacts(
                node.getMetadata().getName(),
                podRanges(orEmpty(spec.getPodCIDRs())),
                node.getMetadata().getDeletionTimestamp() == null
                        && NodeFacts.<Taint>orEmpty(spec.getTaints()).stream()
                                .noneMatch(taint -> TO_BE_DELETED.equals(taint.getKey())),
                primary(orEmpty(addresses)),
                Interned.text(labels == null ? null : labels.get(ZONE)));
    }

    /** None where the network plugin hands out addresses in another way. */
    private static List<Cidr> podRanges(List<String> texts) {
        return Cidr.withoutNested(
                texts.stream().flatMap(text -> Cidr.parse(text).stream()).toList());
    }

    private static Map<Family, Address> primary(List<NodeAddress> addresses) {
        var primary = new EnumMap<Family, Address>(Family.class);
        addresses.stream()
                .filter(address -> "InternalIP".equals(address.getType()))
                .flatMap(address -> Address.parse(address.getAddress()).stream())
                .forEach(address -> primary.putIfAbsent(address.family(), address));
        return primary;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}

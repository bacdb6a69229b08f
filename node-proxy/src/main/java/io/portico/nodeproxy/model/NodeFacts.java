package io.portico.nodeproxy.model;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Taint;
import io.portico.nodeproxy.nft.Family;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the Node object says of this node beside {@link PodRanges}.
 *
 * @param eligible whether load balancers should still send it anything new: neither was it deleted, nor is the cluster
 *     autoscaler about to take it away (KEP-3836)
 * @param primary its first internal address of each family
 */
public record NodeFacts(boolean eligible, Map<Family, Address> primary) {
    /** Set by the cluster autoscaler before it takes a node away. */
    private static final String TO_BE_DELETED = "ToBeDeletedByClusterAutoscaler";

    /** As long as the Node was not seen. */
    public static final NodeFacts UNKNOWN = new NodeFacts(true, Map.of());

    /** Copies the map. */
    public NodeFacts {
        primary = Map.copyOf(primary);
    }

    /** What that Node says. */
    public static NodeFacts of(Node node) {
        var taints = node.getSpec() == null ? null : node.getSpec().getTaints();
        var addresses = node.getStatus() == null ? null : node.getStatus().getAddresses();
        return new NodeFacts(
                node.getMetadata().getDeletionTimestamp() == null
                        && NodeFacts.<Taint>orEmpty(taints).stream()
                                .noneMatch(taint -> TO_BE_DELETED.equals(taint.getKey())),
                primary(orEmpty(addresses)));
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

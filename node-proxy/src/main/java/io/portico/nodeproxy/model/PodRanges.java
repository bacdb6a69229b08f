package io.portico.nodeproxy.model;

import io.fabric8.kubernetes.api.model.Node;
import java.util.List;

/** Where the addresses of a node's pods lie, as its Node object says. */
public final class PodRanges {
    private PodRanges() {}

    /** Its {@code spec.podCIDRs}; none where the network plugin hands out addresses in another way. */
    public static List<Cidr> of(Node node) {
        var spec = node.getSpec();
        if (spec == null || spec.getPodCIDRs() == null) {
            return List.of();
        }
        return Cidr.withoutNested(spec.getPodCIDRs().stream()
                .flatMap(text -> Cidr.parse(text).stream())
                .toList());
    }
}

package io.portico.nodeproxy.model;

import java.util.List;
import java.util.Map;

/**
 * All that was read from the API server, at one moment.
 *
 * @param node the node that this proxy runs on
 * @param podRanges that node's {@code spec.podCIDRs}, none of them inside another; empty when it has none or is unknown
 * @param services by name
 * @param slices by {@code namespace/name}
 */
public record World(
        String node,
        List<Cidr> podRanges,
        Map<ServiceName, Reading<ServiceFacts>> services,
        Map<String, Reading<SliceFacts>> slices) {
    /** Copies the collections. */
    public World {
        podRanges = List.copyOf(podRanges);
        services = Map.copyOf(services);
        slices = Map.copyOf(slices);
    }
}

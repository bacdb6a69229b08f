package io.portico.endpoints.model.topology;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The nodes of a cluster.
 *
 * @param nodes by name; it may follow the cluster
 * @param shares each zone's share of their CPUs
 */
public record Topology(Map<String, NodeRecord> nodes, CpuShares shares) {
    /** That of these nodes. */
    public static Topology of(Collection<NodeRecord> nodes) {
        return new Topology(
                nodes.stream().collect(Collectors.toUnmodifiableMap(NodeRecord::name, Function.identity())),
                CpuShares.of(nodes));
    }

    /** A node's zone: an empty one when it has none, nothing when the node is not known. */
    public Optional<String> zone(String node) {
        return Optional.ofNullable(nodes.get(node)).map(NodeRecord::zone);
    }
}

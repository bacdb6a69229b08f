package io.portico.endpoints.model.loadbalancer;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Node;
import io.portico.runtime.net.Address;
import java.util.List;
import java.util.Map;

/**
 * What of a Node decides whose address it lends.
 *
 * @param ready condition Ready is True
 * @param excluded labelled {@code node.kubernetes.io/exclude-from-external-load-balancers}, being deleted, or about to
 *     be by the cluster autoscaler
 * @param optedIn labelled {@link #OPT_IN}: once there is such a node, only such nodes lend their addresses
 * @param pool value of its label {@link #POOL}; empty for none
 * @param externalIps its addresses of type ExternalIP, as its status has them
 * @param internalIps likewise of type InternalIP
 */
public record LendingNode(
        String name,
        boolean ready,
        boolean excluded,
        boolean optedIn,
        String pool,
        List<Address> externalIps,
        List<Address> internalIps) {
    /** Label with the value {@code true}. */
    static final String OPT_IN = "portico.io/load-balancer";

    /** Label of nodes, and annotation of Services that want the addresses of such nodes alone. */
    static final String POOL = "portico.io/load-balancer-pool";

    /** Upstream's label (KEP-1143): its presence counts, whatever the value. */
    static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";

    /** As for upstream's service controller, such a node has no future. */
    private static final String AUTOSCALER_TAINT = "ToBeDeletedByClusterAutoscaler";

    /** The record of a Node as it was read. */
    public static LendingNode of(Node node) {
        var metadata = node.getMetadata();
        var labels = requireNonNullElse(metadata.getLabels(), Map.<String, String>of());
        return new LendingNode(
                metadata.getName(),
                isReady(node),
                labels.containsKey(EXCLUDED) || metadata.getDeletionTimestamp() != null || isTainted(node),
                "true".equals(labels.get(OPT_IN)),
                labels.getOrDefault(POOL, ""),
                addresses(node, "ExternalIP"),
                addresses(node, "InternalIP"));
    }

    private static boolean isReady(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static boolean isTainted(Node node) {
        return node.getSpec() != null
                && node.getSpec().getTaints() != null
                && node.getSpec().getTaints().stream().anyMatch(taint -> AUTOSCALER_TAINT.equals(taint.getKey()));
    }

    private static List<Address> addresses(Node node, String type) {
        return node.getStatus() == null || node.getStatus().getAddresses() == null
                ? List.of()
                : node.getStatus().getAddresses().stream()
                        .filter(address -> type.equals(address.getType()) && address.getAddress() != null)
                        .flatMap(address -> Address.parseSloppy(address.getAddress()).stream())
                        .filter(ip -> !ip.isLoopback())
                        .toList();
    }
}

package io.portico.endpoints.model.topology;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.portico.endpoints.model.Label;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * What of a Node decides anything.
 *
 * @param zone empty for none
 * @param ready condition Ready is True
 * @param controlPlane it has a control plane's label, so its CPUs are not for users' pods
 * @param milliCpu {@code status.allocatable.cpu} in thousandths; 0 when it says none
 */
public record NodeRecord(String name, String zone, boolean ready, boolean controlPlane, long milliCpu) {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    /** The record of a Node as it was read. */
    public static NodeRecord of(Node node) {
        var labels = requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of());
        return new NodeRecord(
                node.getMetadata().getName().intern(),
                labels.getOrDefault(Label.ZONE, "").intern(),
                ready(node),
                labels.containsKey("node-role.kubernetes.io/control-plane")
                        || labels.containsKey("node-role.kubernetes.io/master"),
                milliCpu(node));
    }

    private static boolean ready(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static long milliCpu(Node node) {
        if (node.getStatus() == null || node.getStatus().getAllocatable() == null) {
            return 0;
        }
        var cpu = node.getStatus().getAllocatable().getOrDefault("cpu", new Quantity("0"));
        return cpu.getNumericalAmount()
                .multiply(THOUSAND)
                .setScale(0, RoundingMode.CEILING)
                .longValue();
    }
}

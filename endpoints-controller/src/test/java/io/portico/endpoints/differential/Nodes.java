package io.portico.endpoints.differential;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.differential.History.Step;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * The nodes that all histories of a round share, and what happens to them between the quiet points. Their CPUs are such
 * that two zones are never equally far from their share.
 */
final class Nodes {
    private static final Map<String, Shape> FIRST = Map.of(
            "node-a", new Shape("zone-a", "4013m", true, false),
            "node-b", new Shape("zone-b", "2711m", true, false),
            "node-c", new Shape("", "1000m", true, true));

    private final Random random;
    private final Map<String, Shape> nodes = new LinkedHashMap<>();

    private record Shape(String zone, String cpu, boolean ready, boolean controlPlane) {
        Map<String, String> labels() {
            var labels = new LinkedHashMap<String, String>();
            if (!zone.isEmpty()) {
                labels.put("topology.kubernetes.io/zone", zone);
            }
            if (controlPlane) {
                labels.put("node-role.kubernetes.io/control-plane", "");
            }
            return labels;
        }
    }

    Nodes(long seed) {
        random = new Random(seed);
    }

    /** All nodes as they are at first; those of a round before are overwritten. */
    Step reset() {
        nodes.putAll(FIRST);
        return new Step(
                "nodes as at first",
                client -> nodes.forEach((name, shape) -> {
                    if (client.nodes().withName(name).get() == null) {
                        client.resource(new NodeBuilder()
                                        .withNewMetadata()
                                        .withName(name)
                                        .endMetadata()
                                        .build())
                                .create();
                    }
                    write(client, name, shape);
                }));
    }

    Step step() {
        var name = random.nextInt(3) == 0 ? "node-c" : random.nextBoolean() ? "node-b" : "node-a";
        var before = FIRST.getOrDefault(name, new Shape("", "", true, true));
        var shape = switch (random.nextInt(5)) {
            case 0 -> new Shape("zone-c", before.cpu, true, before.controlPlane);
            case 1 -> new Shape(before.zone, "9001m", true, before.controlPlane);
            case 2 -> new Shape(before.zone, before.cpu, false, before.controlPlane);
            case 3 -> new Shape(before.zone, before.cpu, true, !before.controlPlane);
            default -> before;
        };
        nodes.put(name, shape);
        return new Step("node " + name + " " + shape, client -> write(client, name, shape));
    }

    private static void write(KubernetesClient client, String name, Shape shape) {
        client.nodes()
                .withName(name)
                .edit(node -> new NodeBuilder(node)
                        .editMetadata()
                        .withLabels(shape.labels())
                        .endMetadata()
                        .build());
        client.nodes().withName(name).editStatus(node -> withStatus(node, shape));
    }

    private static Node withStatus(Node node, Shape shape) {
        return new NodeBuilder(node)
                .editOrNewStatus()
                .withAllocatable(Map.of("cpu", new Quantity(shape.cpu)))
                .withCapacity(Map.of("cpu", new Quantity(shape.cpu)))
                .withConditions()
                .addNewCondition()
                .withType("Ready")
                .withStatus(shape.ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }
}

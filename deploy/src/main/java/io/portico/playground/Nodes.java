package io.portico.playground;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.portico.playground.kubelet.Kubelet;
import io.portico.testkit.ClusterNetwork;
import java.util.Map;

/** The Node objects of the network's nodes. */
public final class Nodes {
    private Nodes() {}

    /** As a kubelet registers it. */
    public static Node of(ClusterNetwork.Node node) {
        var room = Map.of("cpu", new Quantity("2"), "memory", new Quantity("4Gi"), "pods", new Quantity("110"));
        return new NodeBuilder()
                .withNewMetadata()
                .withName(node.name())
                .addToLabels("kubernetes.io/hostname", node.name())
                .addToLabels("kubernetes.io/os", "linux")
                .endMetadata()
                .withNewSpec()
                .withPodCIDR(node.podCidr())
                .withPodCIDRs(node.podCidr(), node.podCidr6())
                .endSpec()
                .withNewStatus()
                .addNewAddress(node.address(), "InternalIP")
                .addNewAddress(node.address6(), "InternalIP")
                .addNewAddress(node.name(), "Hostname")
                .withCapacity(room)
                .withAllocatable(room)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("PlaygroundNode")
                .endCondition()
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(Kubelet.PORT)
                .endDaemonEndpoints()
                .withNewNodeInfo()
                .withKubeletVersion("playground")
                .withOperatingSystem("linux")
                .endNodeInfo()
                .endStatus()
                .build();
    }
}

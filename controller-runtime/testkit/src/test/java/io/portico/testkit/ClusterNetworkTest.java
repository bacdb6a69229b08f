package io.portico.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@Requires(Requires.Need.OWN_NETWORK)
class ClusterNetworkTest {
    @Test
    void pods_of_both_nodes_reach_each_other_and_the_control_plane_but_the_client_reaches_only_nodes() {
        try (var network = ClusterNetwork.create("node-a", "node-b")) {
            var one = network.addPod("one", "node-a", 2);
            var two = network.addPod("two", "node-b", 2);
            var three = network.addPod("three", "node-b", 3);
            for (var address : new String[] {
                two.address(),
                three.address(),
                two.address6(),
                ClusterNetwork.CONTROL_PLANE,
                "172.31.0.11",
                "172.31.0.12"
            }) {
                assertThat(knock(one.namespace(), address)).as(address).contains("Connection refused");
            }
            assertThat(knock(three.namespace(), two.address())).contains("Connection refused");
            assertThat(knock(one.namespace(), "10.244.2.200")).contains("No route to host");
            assertThat(knock(network.client(), "172.31.0.12")).contains("Connection refused");
            assertThat(knock(network.client(), two.address())).contains("Network is unreachable");
        }
    }

    /** What connecting to a port where nobody listens says: whoever is reached, refuses. */
    private static String knock(NetworkNamespace from, String address) {
        return from.attempt("timeout", "3", "bash", "-c", "echo > /dev/tcp/" + address + "/9")
                .output();
    }
}

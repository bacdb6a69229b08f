package io.portico.nodeproxy;

import static io.portico.nodeproxy.TestCluster.NODE_A;
import static io.portico.nodeproxy.TestCluster.NODE_A6;
import static io.portico.nodeproxy.TestCluster.NODE_B;
import static io.portico.nodeproxy.TestCluster.NODE_B6;
import static io.portico.nodeproxy.Worlds.on;
import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.testkit.Requires;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of packets to the nodes' own addresses when endpoints-controller has lent these to a Service. */
@Requires(Requires.Need.NFT)
class NodeAddressPacketTest {
    private static final String A1 = "10.244.1.2";
    private static final String B1 = "10.244.2.2";
    private static final List<String> PORTS = List.of("web:8080/TCP", "dns:5353/UDP");
    private static final List<String> NODES = List.of(NODE_A, NODE_B, NODE_A6, NODE_B6);

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new TestCluster();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void each_address_answers_the_client_pods_and_nodes_without_any_node_port() {
        cluster.apply(onB1(web(NODES)));
        for (var address : NODES) {
            for (var from : List.of("client", "a1", "b1", "node-a", "node-b")) {
                for (var question : List.of("tcp " + address + " 80", "udp " + address + " 53")) {
                    assertThat(cluster.ask(from, question))
                            .as(from + ": " + question)
                            .isEqualTo("b1");
                }
            }
        }
    }

    @Test
    void all_other_ports_stay_with_the_node_and_so_does_its_loopback() {
        cluster.apply(onB1(web(NODES)));
        for (var from : List.of("client", "b1", "node-a", "node-b")) {
            assertThat(cluster.ask(from, "tcp " + NODE_A + " 9090")).as(from).isEqualTo("node-a");
            assertThat(cluster.ask(from, "tcp " + NODE_B6 + " 9090")).as(from).isEqualTo("node-b");
            assertThat(cluster.ask(from, "tcp " + NODE_A + " 53")).as(from).isEqualTo("refused");
        }
        assertThat(cluster.ask("node-a", "tcp 127.0.0.1 80")).isEqualTo("refused");
        assertThat(cluster.ask("node-a", "tcp 127.0.0.1 9090")).isEqualTo("node-a");
    }

    @Test
    void an_address_that_is_given_back_is_the_node_s_again() {
        cluster.apply(onB1(web(List.of(NODE_A, NODE_B), "web:9090/TCP")));
        assertThat(cluster.ask("client", "tcp " + NODE_A + " 9090")).isEqualTo("b1");
        cluster.apply(onB1(web(List.of(NODE_B), "web:9090/TCP")));
        assertThat(cluster.ask("client", "tcp " + NODE_A + " 9090")).isEqualTo("node-a");
        assertThat(cluster.ask("client", "tcp " + NODE_B + " 9090")).isEqualTo("b1");
    }

    @Test
    void without_endpoints_an_address_refuses_at_once() {
        cluster.apply(world().with(web(NODES)));
        for (var from : List.of("client", "a1", "node-a")) {
            assertThat(cluster.ask(from, "tcp " + NODE_A + " 80")).as(from).isEqualTo("refused");
            assertThat(cluster.ask(from, "tcp " + NODE_B6 + " 80")).as(from).isEqualTo("refused");
        }
        assertThat(cluster.ask("client", "udp " + NODE_A + " 53")).isEqualTo("refused");
    }

    @Test
    void source_ranges_guard_the_addresses_and_nothing_else_of_the_nodes() {
        cluster.apply(onB1(web(NODES)
                .editSpec()
                .withLoadBalancerSourceRanges("172.31.0.100/32", "172.31.0.11/32", "fd31::64/128")
                .endSpec()));
        for (var address : NODES) {
            assertThat(cluster.ask("client", "tcp " + address + " 80"))
                    .as(address)
                    .isEqualTo("b1");
        }
        assertThat(cluster.ask("client", "udp " + NODE_A + " 53")).isEqualTo("b1");
        for (var question : List.of("tcp " + NODE_A + " 80", "tcp " + NODE_B6 + " 80", "udp " + NODE_A + " 53")) {
            assertThat(cluster.ask("b1", question)).as(question).isEqualTo("timeout");
        }
        assertThat(cluster.ask("node-b", "tcp " + NODE_A + " 80")).isEqualTo("timeout");
        assertThat(cluster.ask("node-a", "tcp " + NODE_A + " 80")).isEqualTo("b1");
        assertThat(cluster.ask("b1", "tcp " + NODE_A + " 9090")).isEqualTo("node-a");
        assertThat(cluster.ask("a1", "tcp 10.96.0.10 80")).isEqualTo("b1");
    }

    @Test
    void with_a_local_policy_each_node_answers_at_its_address_by_its_own_pod_who_sees_the_client() {
        var local = web(List.of(NODE_A, NODE_B))
                .editSpec()
                .withExternalTrafficPolicy("Local")
                .endSpec();
        cluster.apply(world().with(local)
                .with(
                        on("node-a", slice("web-4a", "web", PORTS, A1)),
                        on("node-b", slice("web-4b", "web", PORTS, B1))));
        assertThat(cluster.askTimes(10, "client", "tcp " + NODE_A + " 80")).containsOnly("a1");
        assertThat(cluster.askTimes(10, "client", "tcp " + NODE_B + " 80")).containsOnly("b1");
        assertThat(cluster.ask("client", "peer tcp " + NODE_A + " 80")).isEqualTo("172.31.0.100");
        assertThat(cluster.ask("client", "peer udp " + NODE_B + " 53")).isEqualTo("172.31.0.100");
        assertThat(cluster.askTimes(40, "node-a", "tcp " + NODE_A + " 80")).contains("a1", "b1");
    }

    private static Worlds.Builder onB1(ServiceBuilder service) {
        return world().with(service).with(slice("web-4", "web", PORTS, B1), slice("web-6", "web", PORTS, "fd44:2::2"));
    }

    private static ServiceBuilder web(List<String> addresses) {
        return web(addresses, "web:80/TCP", "dns:53/UDP");
    }

    private static ServiceBuilder web(List<String> addresses, String... ports) {
        return service("web", List.of("10.96.0.10", "fd96::a"), ports)
                .editSpec()
                .withType("LoadBalancer")
                .withLoadBalancerClass("portico.io/node")
                .withAllocateLoadBalancerNodePorts(false)
                .endSpec()
                .withNewStatus()
                .withNewLoadBalancer()
                .withIngress(addresses.stream().map(NodeAddressPacketTest::vip).toArray(LoadBalancerIngress[]::new))
                .endLoadBalancer()
                .endStatus();
    }

    private static LoadBalancerIngress vip(String address) {
        var ingress = new LoadBalancerIngress();
        ingress.setIp(address);
        ingress.setIpMode("VIP");
        return ingress;
    }
}

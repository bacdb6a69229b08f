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
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rules do to real packets. */
@Requires(Requires.Need.NFT)
class PacketTest {
    private static final String A1 = "10.244.1.2";
    private static final String A2 = "10.244.1.3";
    private static final String B1 = "10.244.2.2";
    private static final String A1_6 = "fd44:1::2";
    private static final String A2_6 = "fd44:1::3";
    private static final String B1_6 = "fd44:2::2";
    private static final List<String> VIP = List.of("10.96.0.10", "fd96::a");
    private static final List<String> OTHER_VIP = List.of("10.96.0.20", "fd96::14");
    private static final List<String> PORTS = List.of("web:8080/TCP", "dns:5353/UDP");

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new TestCluster();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp 10.96.0.10 80", "udp 10.96.0.10 53", "tcp fd96::a 80", "udp fd96::a 53"})
    void a_cluster_ip_reaches_the_pod_from_pods_of_both_nodes_from_the_pod_itself_and_from_nodes(String question) {
        cluster.apply(webOn(A1, A1_6));
        for (var from : List.of("a1", "a2", "b1", "node-a", "node-b")) {
            assertThat(cluster.ask(from, question)).as("from " + from).isEqualTo("a1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp %s 30045", "udp %s 30053"})
    void a_node_port_answers_on_every_node_and_family_wherever_the_pod_is(String question) {
        cluster.apply(webOn(B1, B1_6));
        for (var node : List.of(NODE_A, NODE_B, NODE_A6, NODE_B6)) {
            for (var from : List.of("client", "node-a", "node-b", "a1", "b1")) {
                assertThat(cluster.ask(from, question.formatted(node)))
                        .as("from " + from + " to " + node)
                        .isEqualTo("b1");
            }
        }
    }

    @Test
    void a_node_port_leaves_the_node_s_own_servers_alone() {
        cluster.apply(webOn(B1, B1_6));
        assertThat(cluster.ask("client", "tcp " + NODE_A + " 9090")).isEqualTo("node-a");
        assertThat(cluster.ask("node-a", "tcp 127.0.0.1 9090")).isEqualTo("node-a");
        assertThat(cluster.ask("node-a", "tcp 127.0.0.1 30045")).isEqualTo("refused");
    }

    @Test
    void pods_see_the_pod_that_asks_and_a_node_where_the_answer_must_come_back_through_it() {
        cluster.apply(webOn(B1, B1_6));
        assertThat(cluster.ask("a1", "peer tcp 10.96.0.10 80")).isEqualTo(A1);
        assertThat(cluster.ask("a1", "peer udp fd96::a 53")).isEqualTo("fd44:1:0:0:0:0:0:2");
        assertThat(cluster.ask("client", "peer tcp " + NODE_A + " 30045")).isEqualTo(NODE_A);
        assertThat(cluster.ask("client", "peer udp " + NODE_A + " 30053")).isEqualTo(NODE_A);
        assertThat(cluster.ask("b1", "peer tcp 10.96.0.10 80")).isEqualTo("10.244.2.1");
    }

    @Test
    void a_service_without_endpoints_is_refused_at_once_everywhere() {
        cluster.apply(world().with(web()));
        for (var question : List.of("tcp 10.96.0.10 80", "udp 10.96.0.10 53", "tcp fd96::a 80", "udp fd96::a 53")) {
            for (var from : List.of("a1", "b1", "node-a")) {
                assertRefused(from, question);
            }
        }
        for (var node : List.of(NODE_A, NODE_B, NODE_A6, NODE_B6)) {
            for (var from : List.of("client", "a1", "node-b")) {
                assertRefused(from, "tcp " + node + " 30045");
                assertRefused(from, "udp " + node + " 30053");
            }
        }
    }

    @Test
    void a_port_that_the_service_does_not_have_is_refused_at_its_cluster_ip() {
        cluster.apply(webOn(A1, A1_6));
        assertRefused("b1", "tcp 10.96.0.10 81");
        assertRefused("node-b", "udp fd96::a 54");
    }

    @Test
    void connections_spread_over_all_endpoints_of_both_nodes() {
        cluster.apply(world().with(web()).with(slice("web-4", "web", PORTS, A1, A2, B1)));
        assertThat(cluster.askTimes(60, "b1", "tcp 10.96.0.10 80"))
                .contains("a1", "a2", "b1")
                .doesNotContain("refused");
        assertThat(cluster.askTimes(60, "client", "tcp " + NODE_A + " 30045"))
                .contains("a1", "a2", "b1")
                .doesNotContain("refused");
        assertThat(cluster.askTimes(60, "a1", "udp 10.96.0.10 53")).containsOnly("a1", "a2", "b1");
    }

    @Test
    void several_ports_and_services_are_kept_apart() {
        cluster.apply(webOn(A1, A1_6)
                .with(service("other", OTHER_VIP, "web:80/TCP:30046"))
                .with(slice("other-4", "other", List.of("web:8081/TCP"), B1)));
        assertThat(cluster.ask("a2", "tcp 10.96.0.10 80")).isEqualTo("a1");
        assertThat(cluster.ask("a2", "tcp 10.96.0.20 80")).isEqualTo("b1");
        assertThat(cluster.ask("client", "tcp " + NODE_B + " 30046")).isEqualTo("b1");
        assertThat(cluster.ask("client", "tcp " + NODE_B + " 30045")).isEqualTo("a1");
    }

    @Test
    void traffic_follows_when_an_endpoint_is_replaced_and_open_connections_stay_where_they_are() {
        cluster.apply(webOn(A1, A1_6));
        assertThat(cluster.ask("b1", "open stays 10.96.0.10 80")).isEqualTo("a1");
        assertThat(cluster.ask("client", "open stays " + NODE_B + " 30045")).isEqualTo("a1");
        cluster.apply(webOn(A2, A2_6));
        assertThat(cluster.askTimes(5, "b1", "tcp 10.96.0.10 80")).containsOnly("a2");
        assertThat(cluster.askTimes(5, "client", "tcp " + NODE_A6 + " 30045")).containsOnly("a2");
        assertThat(cluster.ask("b1", "over stays")).isEqualTo("a1");
        assertThat(cluster.ask("client", "over stays")).isEqualTo("a1");
    }

    @Test
    void a_udp_client_that_keeps_its_port_follows_to_the_new_endpoint() {
        cluster.apply(webOn(A1, A1_6));
        var questions = List.of("10.96.0.10 53", "fd96::a 53");
        for (var question : questions) {
            assertThat(cluster.ask("b1", "from " + question.hashCode() + " " + question))
                    .isEqualTo("a1");
        }
        assertThat(cluster.ask("client", "from nodeport " + NODE_B + " 30053")).isEqualTo("a1");
        cluster.apply(webOn(A2, A2_6));
        for (var question : questions) {
            assertThat(cluster.ask("b1", "from " + question.hashCode() + " " + question))
                    .isEqualTo("a2");
        }
        assertThat(cluster.ask("client", "from nodeport " + NODE_B + " 30053")).isEqualTo("a2");
        cluster.apply(world().with(web()));
        assertRefused("client", "from nodeport " + NODE_B + " 30053");
    }

    @Test
    void external_and_load_balancer_addresses_answer_and_ranges_guard_the_latter() {
        var world = webOn(B1, B1_6)
                .with(web().editSpec()
                        .withExternalIPs("172.31.0.50")
                        .withLoadBalancerSourceRanges("172.31.0.0/25", "172.31.0.100/32")
                        .endSpec()
                        .withNewStatus()
                        .withNewLoadBalancer()
                        .addNewIngress()
                        .withIp(NODE_A)
                        .endIngress()
                        .endLoadBalancer()
                        .endStatus());
        cluster.apply(world);
        assertThat(cluster.ask("a1", "tcp 172.31.0.50 80")).isEqualTo("b1");
        assertThat(cluster.ask("client", "tcp " + NODE_A + " 80")).isEqualTo("b1");
        assertThat(cluster.ask("node-b", "tcp " + NODE_A + " 80")).isEqualTo("b1");
        assertThat(cluster.ask("b1", "tcp " + NODE_A + " 80")).isEqualTo("timeout");
        assertThat(cluster.ask("b1", "tcp 10.96.0.10 80")).isEqualTo("b1");
    }

    @Test
    void with_external_policy_local_each_node_answers_by_its_own_pods_and_they_see_the_client() {
        cluster.apply(world().with(local(web()))
                .with(on("node-a", slice("web-4a", "web", PORTS, A1)), on("node-b", slice("web-4b", "web", PORTS, B1)))
                .with(on("node-a", slice("web-6a", "web", PORTS, A1_6)))
                .with(on("node-b", slice("web-6b", "web", PORTS, B1_6))));
        for (var question : List.of("tcp %s 30045", "udp %s 30053")) {
            for (var node : List.of(NODE_A, NODE_A6)) {
                assertThat(cluster.askTimes(10, "client", question.formatted(node)))
                        .containsOnly("a1");
            }
            for (var node : List.of(NODE_B, NODE_B6)) {
                assertThat(cluster.askTimes(10, "client", question.formatted(node)))
                        .containsOnly("b1");
            }
        }
        assertThat(cluster.askTimes(10, "client", "tcp " + NODE_A + " 80")).containsOnly("a1");
        assertThat(cluster.ask("client", "peer tcp " + NODE_A + " 80")).isEqualTo("172.31.0.100");
        assertThat(cluster.ask("client", "peer tcp " + NODE_B + " 30045")).isEqualTo("172.31.0.100");
        assertThat(cluster.ask("client", "peer udp " + NODE_A6 + " 30053")).isEqualTo("fd31:0:0:0:0:0:0:64");
        assertThat(cluster.askTimes(40, "a2", "tcp " + NODE_A + " 80")).contains("a1", "b1");
    }

    @Test
    void with_external_policy_local_a_node_without_pods_drops_what_comes_from_outside_and_serves_its_own() {
        cluster.apply(world().with(local(web()))
                .with(
                        on("node-b", slice("web-4", "web", PORTS, B1)),
                        on("node-b", slice("web-6", "web", PORTS, B1_6))));
        for (var question : List.of("tcp " + NODE_A + " 30045", "udp " + NODE_A6 + " 30053", "tcp " + NODE_A + " 80")) {
            assertThat(cluster.ask("client", question)).as(question).isEqualTo("timeout");
            for (var from : List.of("a1", "node-a")) {
                assertThat(cluster.ask(from, question))
                        .as(from + " " + question)
                        .isEqualTo("b1");
            }
        }
        assertThat(cluster.ask("client", "tcp " + NODE_B + " 30045")).isEqualTo("b1");
        assertThat(cluster.ask("a1", "peer tcp " + NODE_A + " 30045")).isEqualTo(A1);
        assertThat(cluster.ask("a1", "tcp 10.96.0.10 80")).isEqualTo("b1");
        cluster.apply(world().with(local(web())));
        assertRefused("client", "tcp " + NODE_A + " 30045");
    }

    @Test
    void with_internal_policy_local_pods_reach_the_pods_of_their_own_node_and_otherwise_none() {
        var local = web().editSpec().withInternalTrafficPolicy("Local").endSpec();
        cluster.apply(world().with(local)
                .with(on("node-a", slice("web-4", "web", PORTS, A1, A2)))
                .with(on("node-a", slice("web-6", "web", PORTS, A1_6))));
        for (var from : List.of("a1", "a2", "node-a")) {
            assertThat(cluster.ask(from, "tcp 10.96.0.10 80")).as(from).isIn("a1", "a2");
            assertThat(cluster.ask(from, "udp fd96::a 53")).as(from).isEqualTo("a1");
        }
        for (var from : List.of("b1", "node-b")) {
            assertThat(cluster.ask(from, "tcp 10.96.0.10 80")).as(from).isEqualTo("timeout");
        }
        assertThat(cluster.ask("b1", "udp fd96::a 53")).isEqualTo("timeout");
        assertThat(cluster.ask("client", "tcp " + NODE_B + " 30045")).isIn("a1", "a2");
    }

    @Test
    void with_a_policy_local_pods_that_end_but_still_serve_answer_when_no_other_is_here() {
        var ending = on("node-a", slice("web-4a", "web", PORTS, A1))
                .editFirstEndpoint()
                .withNewConditions()
                .withReady(false)
                .withServing(true)
                .withTerminating(true)
                .endConditions()
                .endEndpoint();
        cluster.apply(world().with(local(web())).with(ending, on("node-b", slice("web-4b", "web", PORTS, B1))));
        assertThat(cluster.askTimes(10, "client", "tcp " + NODE_A + " 30045")).containsOnly("a1");
        assertThat(cluster.askTimes(10, "a2", "tcp 10.96.0.10 80")).containsOnly("b1");
    }

    @Test
    void with_session_affinity_a_client_keeps_its_pod_across_changes_until_that_is_gone_or_its_time_is_over() {
        var sticky = sticky(web(), 10_800);
        cluster.apply(world().with(sticky)
                .with(slice("web-4", "web", PORTS, A1, B1), slice("web-6", "web", PORTS, A1_6, B1_6)));
        for (var vip : VIP) {
            for (var from : List.of("a2", "node-b")) {
                var tcp = cluster.ask(from, "tcp " + vip + " 80");
                assertThat(tcp).isIn("a1", "b1");
                assertThat(cluster.askTimes(12, from, "tcp " + vip + " 80")).containsOnly(tcp);
                var udp = cluster.ask(from, "udp " + vip + " 53");
                assertThat(cluster.askTimes(12, from, "udp " + vip + " 53")).containsOnly(udp);
            }
        }
        var ofClient = cluster.ask("client", "tcp " + NODE_A + " 30045");
        assertThat(cluster.askTimes(12, "client", "tcp " + NODE_A + " 30045")).containsOnly(ofClient);

        var mine = cluster.ask("a2", "tcp 10.96.0.10 80");
        cluster.apply(world().with(sticky).with(slice("web-4", "web", PORTS, A1, A2, B1)));
        assertThat(cluster.askTimes(12, "a2", "tcp 10.96.0.10 80")).containsOnly(mine);
        cluster.apply(world().with(sticky).with(slice("web-4", "web", PORTS, mine.equals("a1") ? B1 : A1)));
        var other = mine.equals("a1") ? "b1" : "a1";
        assertThat(cluster.askTimes(5, "a2", "tcp 10.96.0.10 80")).containsOnly(other);
        cluster.apply(world().with(sticky).with(slice("web-4", "web", PORTS, A1, B1)));
        assertThat(cluster.askTimes(12, "a2", "tcp 10.96.0.10 80")).containsOnly(other);
        cluster.apply(world());
    }

    @Test
    void with_session_affinity_a_client_is_forgotten_after_the_service_s_timeout() {
        cluster.apply(world().with(sticky(web(), 1)).with(slice("web-4", "web", PORTS, A1, B1)));
        var first = cluster.ask("a2", "tcp 10.96.0.10 80");
        await().pollInterval(Duration.ofMillis(1100))
                .atMost(Duration.ofSeconds(40))
                .until(() -> !cluster.ask("a2", "tcp 10.96.0.10 80").equals(first));
        cluster.apply(world());
    }

    @Test
    void a_restarted_proxy_takes_over_without_a_refused_connection() throws InterruptedException {
        cluster.apply(webOn(A1, A1_6));
        var restarting = new AtomicBoolean(true);
        var restarts = Thread.startVirtualThread(() -> {
            for (var i = 0; i < 8; i++) {
                cluster.restartProxy("node-b");
                cluster.apply("node-b", webOn(A1, A1_6));
            }
            restarting.set(false);
        });
        assertThat(cluster.ask("b1", "open through 10.96.0.10 80")).isEqualTo("a1");
        while (restarting.get()) {
            assertThat(cluster.ask("b1", "tcp 10.96.0.10 80")).isEqualTo("a1");
            assertThat(cluster.ask("client", "tcp " + NODE_B + " 30045")).isEqualTo("a1");
            assertThat(cluster.ask("b1", "over through")).isEqualTo("a1");
        }
        restarts.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flush ruleset", "delete table ip portico", "flush table ip portico"})
    void rules_that_somebody_flushed_are_found_missing_and_made_anew(String mischief) {
        cluster.apply(webOn(A1, A1_6));
        assertThat(cluster.rulesAreLost("node-b")).isFalse();
        assertThat(cluster.ask("b1", "tcp 10.96.0.10 80")).isEqualTo("a1");
        cluster.onNode("node-b", ("nft " + mischief).split(" ", -1));
        assertThat(cluster.rulesAreLost("node-b")).isTrue();
        cluster.apply(webOn(A1, A1_6));
        assertThat(cluster.ask("b1", "tcp 10.96.0.10 80")).isEqualTo("a1");
        assertThat(cluster.rulesAreLost("node-b")).isFalse();
    }

    @Test
    void a_deleted_service_answers_nowhere_and_a_foreign_table_is_left_alone() {
        cluster.onNode("node-a", "nft", "add", "table", "ip", "foreign");
        cluster.apply(webOn(B1, B1_6));
        cluster.apply(world());
        assertThat(cluster.ask("client", "tcp " + NODE_A + " 30045")).isEqualTo("refused");
        assertThat(cluster.ask("a1", "udp " + NODE_A + " 30053")).isEqualTo("refused");
        assertThat(cluster.ask("a1", "tcp 10.96.0.10 80")).isNotEqualTo("b1");
        assertThat(cluster.onNode("node-a", "nft", "list", "tables")).contains("table ip foreign");
    }

    /** A datagram that the sender's own kernel refuses fails in the sending call, with EPERM. */
    private static void assertRefused(String from, String question) {
        assertThat(cluster.ask(from, question))
                .as("from " + from + ": " + question)
                .isIn("refused", from.startsWith("node-") ? "Operation not permitted" : "refused");
    }

    private static ServiceBuilder sticky(ServiceBuilder service, int seconds) {
        return service.editSpec()
                .withSessionAffinity("ClientIP")
                .withNewSessionAffinityConfig()
                .withNewClientIP(seconds)
                .endSessionAffinityConfig()
                .endSpec();
    }

    private static ServiceBuilder local(ServiceBuilder service) {
        return service.editSpec()
                .withExternalTrafficPolicy("Local")
                .endSpec()
                .withNewStatus()
                .withNewLoadBalancer()
                .addNewIngress()
                .withIp(NODE_A)
                .endIngress()
                .endLoadBalancer()
                .endStatus();
    }

    private static ServiceBuilder web() {
        return service("web", VIP, "web:80/TCP:30045", "dns:53/UDP:30053");
    }

    private static Worlds.Builder webOn(String address, String address6) {
        return world().with(web()).with(slice("web-4", "web", PORTS, address), slice("web-6", "web", PORTS, address6));
    }
}

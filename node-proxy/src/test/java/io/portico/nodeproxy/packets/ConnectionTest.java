package io.portico.nodeproxy.packets;

import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.sticky;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.CaseWorlds.webOn;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.A1_6;
import static io.portico.nodeproxy.packets.Places.A2;
import static io.portico.nodeproxy.packets.Places.A2_6;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.NODE_B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel remembers from one packet to the next, which no table shows. */
@Requires(Requires.Need.NFT)
class ConnectionTest {
    private final TestCluster cluster = TestCluster.empty();

    @BeforeEach
    void startWithNothing() {
        cluster.clear();
    }

    @Test
    void open_connections_stay_where_they_are_when_an_endpoint_is_replaced() {
        cluster.apply(webOn(A1, A1_6));
        assertThat(cluster.ask("b1", "open stays 10.96.0.10 80")).isEqualTo("a1");
        assertThat(cluster.ask("client", "open stays " + NODE_B + " 30045")).isEqualTo("a1");
        cluster.apply(webOn(A2, A2_6));
        assertThat(cluster.ask("b1", "tcp 10.96.0.10 80")).isEqualTo("a2");
        assertThat(cluster.ask("b1", "over stays")).isEqualTo("a1");
        assertThat(cluster.ask("client", "over stays")).isEqualTo("a1");
    }

    @Test
    void a_udp_client_that_keeps_its_port_follows_to_the_new_endpoint() {
        cluster.apply(webOn(A1, A1_6));
        var questions = List.of("from four 10.96.0.10 53", "from six fd96::a 53");
        questions.forEach(question -> assertThat(cluster.ask("b1", question)).isEqualTo("a1"));
        assertThat(cluster.ask("client", "from nodeport " + NODE_B + " 30053")).isEqualTo("a1");
        cluster.apply(webOn(A2, A2_6));
        questions.forEach(question -> assertThat(cluster.ask("b1", question)).isEqualTo("a2"));
        assertThat(cluster.ask("client", "from nodeport " + NODE_B + " 30053")).isEqualTo("a2");
        cluster.apply(world().with(web()));
        assertThat(cluster.ask("client", "from nodeport " + NODE_B + " 30053")).isEqualTo("refused");
    }

    @Test
    void a_udp_client_that_asked_while_the_rules_were_flushed_is_answered_once_they_are_back() {
        cluster.apply(webOn(A1, A1_6));
        var _ = cluster.onNode("node-b", "nft", "flush", "ruleset");
        assertThat(cluster.ask("b1", "from gap 10.96.0.10 53")).isNotEqualTo("a1");
        assertThat(cluster.rulesAreLost("node-b")).isTrue();
        cluster.apply(webOn(A1, A1_6));
        assertThat(cluster.ask("b1", "from gap 10.96.0.10 53")).isEqualTo("a1");
    }

    @Test
    void with_session_affinity_a_client_is_forgotten_after_the_service_s_timeout() {
        cluster.apply(world().with(sticky(web(), 1)).with(slice("web-4", "web", PORTS, A1, B1)));
        var first = cluster.ask("a2", "tcp 10.96.0.10 80");
        await().pollInterval(Duration.ofMillis(1100))
                .atMost(Duration.ofSeconds(40))
                .until(() -> !cluster.ask("a2", "tcp 10.96.0.10 80").equals(first));
    }

    @Test
    void a_foreign_table_is_left_alone() {
        var _ = cluster.onNode("node-a", "nft", "add", "table", "ip", "foreign");
        cluster.apply(webOn(A1, A1_6));
        cluster.apply(world());
        assertThat(cluster.onNode("node-a", "nft", "list", "tables")).contains("table ip foreign");
        var _ = cluster.onNode("node-a", "nft", "delete", "table", "ip", "foreign");
    }
}

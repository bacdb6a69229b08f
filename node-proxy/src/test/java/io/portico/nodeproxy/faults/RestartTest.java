package io.portico.nodeproxy.faults;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.NODE_B;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.packets.TestCluster;
import io.portico.testkit.Requires;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What packets meet while a proxy takes over from the one before it. */
@Requires(Requires.Need.NFT)
class RestartTest {
    private static final String WEB = "tcp 10.96.0.10 80";
    private static final String OTHER = "tcp 10.96.0.20 80";

    /**
     * Another version's table: other chains, hooked in elsewhere, and a map of another shape under one of our names.
     */
    private static final String ANOTHER_VERSION = """
            table ip portico {
              map services {
                type ipv4_addr : verdict
                elements = { 10.96.0.10 : goto service-web }
              }
              set unknown { type ipv4_addr; }
              chain service-web { meta l4proto tcp dnat to 10.244.1.2:8080; }
              chain refuse { drop; }
              chain prerouting {
                type nat hook prerouting priority -90;
                ip daddr vmap @services
                tcp dport 30045 fib daddr type local meta mark set mark or 0x4000 goto service-web
              }
              chain masquerading {
                type nat hook postrouting priority 90;
                meta mark and 0x4000 != 0 masquerade
              }
            }
            """;

    private final TestCluster cluster = TestCluster.empty();

    @Test
    void a_service_that_went_while_no_proxy_ran_answers_no_longer_and_the_others_do() {
        cluster.apply(both());
        assertThat(cluster.ask("b1", OTHER)).isEqualTo("b1");
        restart(web());
        assertAnswers();
        assertThat(cluster.ask("b1", OTHER)).isNotEqualTo("b1");
        assertThat(cluster.rulesAreLost("node-b")).isFalse();
        assertThat(cluster.onNode("node-b", "nft", "list", "table", "ip", "portico"))
                .contains("10.96.0.10")
                .doesNotContain("10.96.0.20");
    }

    @Test
    void a_client_comes_back_to_its_endpoint_after_a_restart() {
        var sticky = world().with(
                        webService().editSpec().withSessionAffinity("ClientIP").endSpec())
                .with(slice("web-4", "web", List.of("web:8080/TCP"), A1, B1));
        cluster.apply(sticky);
        var mine = cluster.ask("b1", WEB);
        var ofClient = cluster.ask("client", "tcp " + NODE_B + " 30045");
        for (var i = 0; i < 3; i++) {
            restart(sticky);
            assertThat(cluster.rulesAreLost("node-b")).isFalse();
            for (var again = 0; again < 6; again++) {
                assertThat(cluster.ask("b1", WEB)).isEqualTo(mine);
                assertThat(cluster.ask("client", "tcp " + NODE_B + " 30045")).isEqualTo(ofClient);
            }
        }
        cluster.apply(world());
    }

    @Test
    void what_is_in_the_table_and_nobody_knows_goes() {
        cluster.apply(both());
        for (var thing : List.of("chain ip portico unknown-too", "chain ip portico unknown")) {
            cluster.onNode("node-b", "nft", "add " + thing);
        }
        cluster.onNode("node-b", "nft", "add rule ip portico unknown goto unknown-too");
        cluster.onNode("node-b", "nft", "add map ip portico unknown-map { type ipv4_addr : verdict ; }");
        cluster.onNode("node-b", "nft", "add element ip portico unknown-map { 192.0.2.1 : goto unknown }");
        restart(both());
        assertAnswers();
        assertThat(cluster.rulesAreLost("node-b")).isFalse();
        assertThat(cluster.onNode("node-b", "nft", "list", "table", "ip", "portico"))
                .contains("10.96.0.10")
                .doesNotContain("unknown");
    }

    @Test
    void a_proxy_takes_over_from_another_version_without_a_refused_connection() {
        cluster.apply("node-a", both());
        for (var i = 0; i < 3; i++) {
            cluster.onNode("node-b", "nft", "add table ip portico; delete table ip portico; " + ANOTHER_VERSION);
            assertAnswers();
            var takenOver = CompletableFuture.runAsync(() -> restart(both()));
            while (!takenOver.isDone()) {
                assertAnswers();
            }
            takenOver.join();
            assertAnswers();
            assertThat(cluster.ask("b1", OTHER)).isEqualTo("b1");
            assertThat(cluster.rulesAreLost("node-b")).isFalse();
            assertThat(cluster.onNode("node-b", "nft", "list", "table", "ip", "portico"))
                    .doesNotContain("unknown")
                    .doesNotContain("service-web")
                    .doesNotContain("masquerading");
        }
        cluster.apply(both());
    }

    private void assertAnswers() {
        assertThat(cluster.ask("b1", WEB)).isEqualTo("a1");
        assertThat(cluster.ask("client", "tcp " + NODE_B + " 30045")).isEqualTo("a1");
    }

    private void restart(Worlds.Builder world) {
        cluster.restartProxy("node-b");
        cluster.apply("node-b", world);
    }

    private static ServiceBuilder webService() {
        return service("web", List.of("10.96.0.10"), "web:80/TCP:30045");
    }

    private static Worlds.Builder web() {
        return world().with(webService()).with(slice("web-4", "web", List.of("web:8080/TCP"), A1));
    }

    private static Worlds.Builder both() {
        return web().with(service("other", List.of("10.96.0.20"), "web:80/TCP"))
                .with(slice("other-4", "other", List.of("web:8080/TCP"), B1));
    }
}

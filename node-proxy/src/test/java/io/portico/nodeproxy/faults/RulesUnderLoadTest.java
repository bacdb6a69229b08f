package io.portico.nodeproxy.faults;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.ending;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.CaseWorlds.webOn;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.A1_6;
import static io.portico.nodeproxy.packets.Places.A2;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.NODE_A;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.packets.Packets;
import io.portico.nodeproxy.packets.Probe;
import io.portico.nodeproxy.packets.TestCluster;
import io.portico.testkit.Requires;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that change, and proxies that start anew, under traffic. */
@Requires(Requires.Need.NFT)
class RulesUnderLoadTest {
    /** On each of two nodes. */
    private static final int CHANGES = 100;

    private final TestCluster cluster = TestCluster.empty();

    @Test
    void no_packet_is_lost_and_no_connection_broken_while_rules_change() {
        var random = new Random(1);
        cluster.apply(changing(random));
        assertThat(cluster.ask("b1", "open through 10.96.0.10 80")).isIn("a1", "a2", "b1");
        var owners = new HashMap<Probe, Set<String>>();
        for (var from : List.of("a1", "a2", "b1", "node-b")) {
            for (var question : List.of("udp 10.96.0.10 53", "tcp 10.96.0.10 80")) {
                owners.put(Probe.of(from, question), Set.of("a1", "a2", "b1"));
            }
        }
        for (var question : List.of("udp " + NODE_A + " 30053", "tcp " + NODE_A + " 30045")) {
            owners.put(Probe.of("client", question), Set.of("a1", "a2", "b1"));
        }
        var steady = cluster.ask("b1", "over through");
        assertThat(cluster.ask("client", "from steady " + NODE_A + " 30099")).isEqualTo("a1");
        // More than one of these datagrams, from one port each time, is always on its way.
        try (var traffic = new Traffic(cluster, owners, Packets.LONG)) {
            for (var i = 0; i < CHANGES; i++) {
                cluster.apply(changing(random));
                assertThat(cluster.ask("b1", "over through")).isEqualTo(steady);
                assertThat(cluster.ask("client", "from steady " + NODE_A + " 30099"))
                        .isEqualTo("a1");
            }
            traffic.awaitAnswers(5);
            traffic.assertNothingFailed();
        }
    }

    @Test
    void a_restarted_proxy_takes_over_without_a_failed_connection() {
        cluster.apply(webOn(A1, A1_6));
        assertThat(cluster.ask("b1", "open restarts 10.96.0.10 80")).isEqualTo("a1");
        var owners = new HashMap<Probe, Set<String>>();
        for (var question : List.of("tcp 10.96.0.10 80", "udp fd96::a 53")) {
            owners.put(Probe.of("b1", question), Set.of("a1"));
            owners.put(Probe.of("node-b", question), Set.of("a1"));
        }
        try (var traffic = new Traffic(cluster, owners, Packets.LONG)) {
            for (var i = 0; i < 8; i++) {
                cluster.restartProxy("node-b");
                cluster.apply("node-b", webOn(A1, A1_6));
                assertThat(cluster.ask("b1", "over restarts")).isEqualTo("a1");
                traffic.awaitAnswers(3);
            }
            traffic.assertNothingFailed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flush ruleset", "delete table ip portico", "flush table ip portico"})
    void rules_that_somebody_flushed_are_found_missing_and_made_anew(String mischief) {
        cluster.apply(webOn(A1, A1_6));
        assertThat(cluster.rulesAreLost("node-b")).isFalse();
        var probe = Probe.of("b1", "tcp 10.96.0.10 80");
        var owners = new HashMap<Probe, Set<String>>();
        owners.put(probe, Set.of("a1"));
        owners.put(Probe.of("b1", "udp 10.96.0.10 53"), Set.of("a1"));
        try (var traffic = new Traffic(cluster, owners, Packets.SHORT)) {
            traffic.awaitAnswers(3);
            var _ = cluster.onNode("node-b", ("nft " + mischief).split(" ", -1));
            assertThat(cluster.rulesAreLost("node-b")).isTrue();
            cluster.apply("node-b", webOn(A1, A1_6));
            traffic.awaitAnswers(3);
            assertThat(cluster.rulesAreLost("node-b")).isFalse();
            traffic.assertNothingWrong();
        }
    }

    /**
     * A Service whose endpoints come and end, one that does not change, and neighbours that come and go. Those that end
     * still serve: who talks to them may finish.
     */
    private static Worlds.Builder changing(Random random) {
        var world = world().with(web())
                .with(slice("web-1", "web", PORTS, A1))
                .with(
                        random.nextBoolean()
                                ? slice("web-2", "web", PORTS, A2)
                                : ending(slice("web-2", "web", PORTS, A2)))
                .with(
                        random.nextBoolean()
                                ? slice("web-3", "web", PORTS, B1)
                                : ending(slice("web-3", "web", PORTS, B1)))
                .with(service("steady", List.of("10.96.0.99"), "dns:53/UDP:30099"))
                .with(slice("steady-1", "steady", PORTS, A1));
        for (var i = 0; i < 20; i++) {
            if (random.nextInt(3) > 0) {
                world.with(service("neighbour" + i, List.of("10.96.1." + i), "web:80/TCP:" + (30_200 + i)));
                world.with(slice("neighbour" + i, "neighbour" + i, PORTS, random.nextBoolean() ? A2 : B1));
            }
        }
        return world;
    }
}

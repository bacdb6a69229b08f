package io.portico.nodeproxy.faults;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.NODE_B;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.apply.Cleanup;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.packets.TestCluster;
import io.portico.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left on a node when node-proxy has gone for good. */
@Requires(Requires.Need.NFT)
class CleanupTest {
    private static final String DNS = "udp 10.96.0.10 53";
    private static final String NODE_PORT = "udp " + NODE_B + " 30053";

    private final TestCluster cluster = TestCluster.empty();

    @Test
    void tables_and_redirected_flows_go_and_what_is_others_stays() throws InterruptedException {
        // By themselves they would be gone in seconds here.
        var _ = cluster.onNode("node-b", "sysctl", "-qw", "net.netfilter.nf_conntrack_udp_timeout=600");
        var _ = cluster.onNode(
                "node-b",
                "nft",
                "add table ip other; add map ip other services { type ipv4_addr . inet_proto . inet_service : verdict ; }");
        cluster.apply(dns());
        // Of the second generation: what is there has other names then.
        cluster.restartProxy("node-b");
        cluster.apply("node-b", dns());
        assertThat(cluster.ask("b1", DNS)).isEqualTo("a1");
        assertThat(cluster.ask("client", NODE_PORT)).isEqualTo("a1");
        assertThat(cluster.ask("b1", "udp " + A1 + " 5353")).isEqualTo("a1");
        assertThat(flows()).contains("dport=53 ", "dport=30053 ", "dport=5353 ");

        assertThat(cleanUp())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("done"),
                        line -> assertThat(line).isEqualTo("table ip portico: removed"),
                        line -> assertThat(line).matches("UDP flows of IPv4: [1-9][0-9]* forgotten"),
                        line -> assertThat(line).isEqualTo("table ip6 portico: removed"));

        assertThat(cluster.onNode("node-b", "nft", "list", "tables")).isEqualTo("table ip other\n");
        assertThat(flows()).contains("dport=5353 ").doesNotContain("dport=53 ", "dport=30053 ");
        assertThat(cluster.ask("b1", DNS)).isNotEqualTo("a1");

        assertThat(cleanUp()).containsExactly("done", "table ip portico: not there", "table ip6 portico: not there");
        var _ = cluster.onNode("node-b", "nft", "add table ip portico");
        assertThat(cleanUp()).containsExactly("done", "table ip portico: removed", "table ip6 portico: not there");
        var _ = cluster.onNode("node-b", "sysctl", "-qw", "net.netfilter.nf_conntrack_udp_timeout=5");
    }

    @Test
    void what_cannot_be_removed_is_said_and_the_other_family_goes_on(@TempDir Path directory)
            throws InterruptedException {
        cluster.apply("node-b", dns());
        var nft = List.of(
                "sh",
                "-c",
                "case \"$*\" in *ip6*) echo Operation not permitted >&2; exit 1;; esac; exec \"$@\"",
                "nft");
        var commands = new ArrayList<>(cluster.namespace("node-b").command());
        commands.addAll(nft);
        assertThat(cleanUp(new CommandRunner(commands, Duration.ofSeconds(20)), Path.of("/proc")))
                .containsExactly(
                        "failed",
                        "table ip portico: removed",
                        "UDP flows of IPv4: 0 forgotten",
                        "table ip6 portico: not removed: nft could not list the tables: exit code 1: Operation not permitted");
        assertThat(cleanUp(new CommandRunner(commands, Duration.ofSeconds(20)), directory))
                .containsExactly(
                        "done", "table ip portico: not there", "table ip6 portico: not there, the kernel has no IPv6");
        assertThat(cleanUp()).contains("done", "table ip6 portico: removed");
    }

    private List<String> cleanUp() throws InterruptedException {
        return cleanUp(
                new CommandRunner(cluster.namespace("node-b").command(), Duration.ofSeconds(20)), Path.of("/proc"));
    }

    private static List<String> cleanUp(CommandRunner commands, Path proc) throws InterruptedException {
        var out = new ArrayList<String>();
        var done = new Cleanup(commands, proc, out::add).run();
        out.addFirst(done ? "done" : "failed");
        return out;
    }

    private String flows() {
        return cluster.onNode("node-b", "conntrack", "-L", "-p", "udp");
    }

    private static Worlds.Builder dns() {
        return world().with(service("dns", List.of("10.96.0.10"), "dns:53/UDP:30053"))
                .with(slice("dns-4", "dns", List.of("dns:5353/UDP"), A1));
    }
}

package io.portico.nodeproxy.apply;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.model.state.StaleFlows;
import io.portico.nodeproxy.model.state.UdpFlow;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConntrackTest {
    @Test
    void flows_are_read_from_the_listing_and_other_lines_are_passed_over() {
        assertThat(Conntrack.parse("""
                udp      17 28 src=10.244.1.2 dst=10.96.0.10 sport=4000 dport=53 src=10.244.2.2 dst=10.244.1.2 sport=5353 dport=4000 [ASSURED] mark=0 use=1
                udp      17 28 src=10.244.1.9 dst=10.96.0.10 sport=4001 dport=53 src=10.244.2.2 dst=10.244.1.9 sport=5353 dport=4001 mark=0 use=1
                udp      17 3 src=fd44:1::2 dst=fd96::a sport=4000 dport=53 [UNREPLIED] src=fd96::a dst=fd44:1::2 sport=53 dport=4000 mark=0 use=1
                tcp      6 117 SYN_SENT src=10.244.1.2 dst=10.0.0.1
                nonsense
                """))
                .containsExactlyInAnyOrder(
                        flow("10.96.0.10", 53, "10.244.2.2", 5353, true), flow("fd96::a", 53, "fd96::a", 53, false));
    }

    @Test
    void a_kernel_that_follows_flows_but_not_those_of_sctp_is_an_obstacle_to_it(@TempDir Path settings)
            throws IOException {
        var conntrack = new Conntrack(new CommandRunner(List.of(), Duration.ofSeconds(5)), settings);
        assertThat(conntrack.obstacles()).as("nothing is known yet").isEmpty();
        Files.createFile(settings.resolve("nf_conntrack_max"));
        assertThat(conntrack.obstacles()).containsOnlyKeys(Protocol.SCTP);
        Files.createFile(settings.resolve("nf_conntrack_sctp_timeout_established"));
        assertThat(conntrack.obstacles()).isEmpty();
    }

    @Test
    void flows_to_endpoints_that_are_gone_are_stale_and_those_of_others_are_not() {
        var before = state("10.244.1.2", "10.244.2.2");
        var after = state("10.244.1.2");
        var stale = List.of(
                flow("10.96.0.10", 53, "10.244.2.2", 5353, true),
                flow("10.96.0.10", 53, "10.96.0.10", 53, false),
                flow("172.31.0.11", 30053, "10.244.2.2", 5353, true),
                flow("172.31.0.11", 30053, "172.31.0.11", 30053, false));
        var good = List.of(
                flow("10.96.0.10", 53, "10.244.1.2", 5353, true),
                flow("172.31.0.11", 30053, "10.244.1.2", 5353, true),
                flow("198.51.100.1", 30053, "198.51.100.1", 30053, true),
                flow("198.51.100.1", 53, "10.244.2.2", 5353, true),
                flow("10.244.2.2", 5353, "10.244.2.2", 5353, true));
        assertThat(StaleFlows.among(concat(stale, good), Family.IPV4, before, after))
                .containsExactlyElementsOf(stale);
        assertThat(StaleFlows.among(stale, Family.IPV4, after, ProxyState.EMPTY))
                .containsExactlyElementsOf(stale);
        assertThat(StaleFlows.mayExist(Family.IPV4, before, after)).isTrue();
        assertThat(StaleFlows.mayExist(Family.IPV6, before, after)).isFalse();
    }

    @Test
    void a_flow_that_times_out_while_its_like_are_deleted_does_not_save_those(@TempDir Path directory)
            throws IOException, InterruptedException {
        // As conntrack 1.4.7 does it: at the first that is not there any more it ends.
        var conntrack = new Conntrack(new CommandRunner(
                List.of(
                        "sh",
                        "-c",
                        "if mkdir " + directory.resolve("tried") + " 2>/dev/null; then"
                                + " echo \"Operation failed: such conntrack doesn't exist\" >&2; exit 1; fi;"
                                + " echo '2 flow entries have been deleted.' >&2"),
                Duration.ofSeconds(20)));
        assertThat(conntrack.forget(Family.IPV4, List.of(flow("10.96.0.10", 53, "10.244.2.2", 5353, true))))
                .isEqualTo(2);
    }

    private static ProxyState state(String... endpoints) {
        var world = world().with(service("dns", List.of("10.96.0.10"), "dns:53/UDP:30053"))
                .with(slice("dns-4", "dns", List.of("dns:5353/UDP"), endpoints));
        return ProxyState.of(world.on("node-a"), ProxyState.EMPTY);
    }

    private static UdpFlow flow(String asked, int port, String answering, int answeringPort, boolean answered) {
        return new UdpFlow(endpoint(asked, port), endpoint(answering, answeringPort), answered);
    }

    private static Endpoint endpoint(String address, int port) {
        return new Endpoint(Address.parse(address).orElseThrow(), port);
    }

    private static List<UdpFlow> concat(List<UdpFlow> one, List<UdpFlow> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}

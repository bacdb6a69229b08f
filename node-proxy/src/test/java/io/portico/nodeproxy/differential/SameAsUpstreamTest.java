package io.portico.nodeproxy.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.nodeproxy.sysctl.ConntrackSettings;
import io.portico.nodeproxy.sysctl.KernelSettings;
import io.portico.testkit.Commands;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which endpoints are chosen, of what both proxies ask the API server for, by policies, conditions and hints; where
 * clients are refused or dropped; and what is counted of that; and what is set of the kernel's: the same as upstream's.
 * {@code -Dupstream.steps=200} plays longer, {@code -Dupstream.seed=SEED} one history again.
 */
@Requires({Requires.Need.PEERS, Requires.Need.NFT})
class SameAsUpstreamTest {
    private static final String CONNTRACK = "net.netfilter.nf_conntrack_";
    private static final String NODE = "node-u";

    static LongStream seeds() {
        var seed = Long.getLong("upstream.seed");
        var isLong = Integer.getInteger("upstream.steps") != null;
        return LongStream.of(seed != null ? seed : isLong ? new Random().nextLong() : 1);
    }

    /** As kube-proxy's defaults, but for how many connections are followed. */
    private static final ConntrackSettings LIKE_UPSTREAM =
            new ConntrackSettings(0, 0, Duration.ofHours(24), Duration.ofHours(1), false, Duration.ZERO, Duration.ZERO);

    @ParameterizedTest(name = "-Dupstream.seed={0}")
    @MethodSource("seeds")
    void both_proxies_choose_the_same(long seed) {
        var api = KubeApi.shared();
        var namespace = api.newNamespace("upstream");
        // More in one and less in the other: both are set exactly.
        Commands.run(List.of("sysctl", "-qw", CONNTRACK + "tcp_timeout_established=432000"));
        Commands.run(List.of("sysctl", "-qw", CONNTRACK + "tcp_timeout_close_wait=7200"));
        assertThat(KernelSettings.HERE.differences(LIKE_UPSTREAM.sysctls(1))).hasSize(2);
        try (var cluster = new RandomCluster(api.admin(), namespace, NODE, seed);
                var ours = new OurView(api.admin(), NODE);
                var theirs = new UpstreamProxy(api, NODE)) {
            for (var step = 0; step < Integer.getInteger("upstream.steps", 12); step++) {
                cluster.change(step);
                var chosen = ours.chosen(cluster.last(), RandomCluster.lastPort(step));
                await().atMost(Duration.ofSeconds(step == 0 ? 60 : 20))
                        .pollInterval(Duration.ofMillis(50))
                        .failFast(() -> assertThat(theirs.failure()).isEmpty())
                        .ignoreExceptionsMatching(e -> !(e instanceof AssertionError))
                        .untilAsserted(() -> assertThat(theirs.chosen())
                                .as("seed %d, upstream", seed)
                                .hasToString(chosen.toString()));
            }
            assertThat(KernelSettings.HERE.differences(LIKE_UPSTREAM.sysctls(1)))
                    .isEmpty();
        }
    }
}

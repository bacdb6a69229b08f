package io.portico.nodeproxy.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which endpoints are chosen, of what both proxies ask the API server for, by policies, conditions and hints; where
 * clients are refused or dropped; and what is counted of that: the same as upstream's. {@code -Dupstream.steps=200}
 * plays longer, {@code -Dupstream.seed=SEED} one history again.
 */
@Requires({Requires.Need.PEERS, Requires.Need.NFT})
class SameAsUpstreamTest {
    private static final String NODE = "node-u";

    static LongStream seeds() {
        var seed = Long.getLong("upstream.seed");
        var isLong = Integer.getInteger("upstream.steps") != null;
        return LongStream.of(seed != null ? seed : isLong ? new Random().nextLong() : 1);
    }

    @ParameterizedTest(name = "-Dupstream.seed={0}")
    @MethodSource("seeds")
    void both_proxies_choose_the_same(long seed) {
        var api = KubeApi.shared();
        var namespace = api.newNamespace("upstream");
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
        }
    }
}

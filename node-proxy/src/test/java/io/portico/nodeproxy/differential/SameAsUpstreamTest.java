package io.portico.nodeproxy.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.ProxyState;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which endpoints are chosen, by policies, conditions and hints; where clients are refused or dropped; and what is
 * counted of that: the same as upstream's. {@code -Dupstream.steps=200} plays longer, {@code -Dupstream.seed=SEED} one
 * history again.
 */
@Requires({Requires.Need.PEERS, Requires.Need.NFT})
class SameAsUpstreamTest {
    private static final String SELECTOR = "!service.kubernetes.io/service-proxy-name,!service.kubernetes.io/headless";
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
        var client = api.admin();
        try (var cluster = new RandomCluster(client, api.newNamespace("upstream"), NODE, seed);
                var theirs = new UpstreamProxy(api, NODE)) {
            var state = ProxyState.EMPTY;
            for (var step = 0; step < Integer.getInteger("upstream.steps", 12); step++) {
                cluster.change(step);
                state = ours(client, state);
                var ours = new Chosen();
                ours.add(state);
                await().atMost(Duration.ofSeconds(step == 0 ? 60 : 20))
                        .pollInterval(Duration.ofMillis(50))
                        .failFast(() -> assertThat(theirs.failure()).isEmpty())
                        .ignoreExceptionsMatching(e -> !(e instanceof AssertionError))
                        .untilAsserted(() -> assertThat(theirs.chosen())
                                .as("seed %d, upstream", seed)
                                .hasToString(ours.toString()));
            }
        }
    }

    /** What follows from what the API server has now. */
    private static ProxyState ours(KubernetesClient client, ProxyState before) {
        var world = Worlds.world().with(client.nodes().withName(NODE).get());
        client.services()
                .inAnyNamespace()
                .withLabelSelector(SELECTOR)
                .list()
                .getItems()
                .forEach(world::with);
        client.discovery()
                .v1()
                .endpointSlices()
                .inAnyNamespace()
                .withLabelSelector(SELECTOR)
                .list()
                .getItems()
                .forEach(world::with);
        return ProxyState.of(world.on(NODE), before);
    }
}

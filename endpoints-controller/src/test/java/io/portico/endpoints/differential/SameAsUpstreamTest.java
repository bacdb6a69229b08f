package io.portico.endpoints.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.endpoints.EndpointsController;
import io.portico.endpoints.apply.Reconciler.Choices;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.loadbalancer.LoadBalancerChoices;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories played to this controller and to kube-controller-manager, each on an API server of its own: at quiet
 * points both must have made the same Endpoints and EndpointSlices. {@code -Ddifferential.histories=200} plays more of
 * them, {@code -Ddifferential.seed=SEED} one again.
 *
 * <p>Upstream's mirroring controller is left out: this controller does not mirror.
 *
 * <p>What differs by intention, and so is not compared or not played: the managed-by labels; the owner reference that
 * our Endpoints have and upstream's do not; the order of subsets, slices and endpoints, and how endpoints of the same
 * ports are spread over slices; slices of Services that are gone, which upstream leaves to the garbage collector, whose
 * part the test does, and this controller deletes; the zone of endpoints on a node that changes its zone, which
 * upstream corrects with the next change of the pods and this controller at once; pods that finish while they are not
 * ready, which upstream leaves until something else changes and this controller removes at once; Endpoints that others
 * edit, which upstream leaves so and this controller mends; the time of the change that caused a write, because writes
 * may be merged.
 */
@Requires(Requires.Need.PEERS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameAsUpstreamTest {
    private static final int STEPS = 48;
    private static final int STEPS_BETWEEN_QUIET_POINTS = 8;

    private final InformerHealth informers = new InformerHealth();
    private KubernetesClient client;
    private EndpointsController ours;
    private Upstream theirs;

    /**
     * The same few each time, so that a build tells of its change; by the flag as many others, each named by its seed.
     */
    static LongStream seeds() {
        var seed = Long.getLong("differential.seed");
        if (seed != null) {
            return LongStream.of(seed);
        }
        var histories = Integer.getInteger("differential.histories");
        return histories == null
                ? LongStream.rangeClosed(1, 4)
                : LongStream.generate(() -> RandomGenerator.getDefault().nextInt(1, Integer.MAX_VALUE))
                        .limit(histories);
    }

    @BeforeAll
    void start() {
        theirs = new Upstream();
        client = KubeApi.shared().admin();
        for (var api : List.of(client, theirs.client())) {
            Objects.ZONE_OF_NODE.forEach((node, zone) -> node(api, node, zone));
        }
        ours = new EndpointsController(
                client,
                informers,
                new SimpleMeterRegistry(),
                new EndpointsController.Settings(
                        KubeApi.shared().newNamespace("differential"),
                        "ours",
                        4,
                        new Choices(100, true, ManagedBy.OURS),
                        LoadBalancerChoices.DEFAULT));
        await().atMost(Duration.ofSeconds(30)).until(ours::leads);
    }

    @AfterAll
    void stop() {
        ours.close();
        informers.close();
        theirs.close();
    }

    @ParameterizedTest(name = "history of seed {0}")
    @MethodSource("seeds")
    void both_make_the_same_of_a_history(long seed) {
        var namespace = "history-" + seed;
        for (var api : List.of(client, theirs.client())) {
            api.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        var history = new History(seed, namespace);
        var played = new ArrayList<String>();
        for (var i = 1; i <= STEPS; i++) {
            var step = history.step();
            played.add(step.text());
            step.change().on(client);
            step.change().on(theirs.client());
            if (i % STEPS_BETWEEN_QUIET_POINTS == 0) {
                awaitSame(seed, namespace, played);
                history.quiet();
            }
        }
    }

    /** Same once is not enough: both may not have begun. */
    private void awaitSame(long seed, String namespace, List<String> played) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .during(Duration.ofMillis(250))
                .untilAsserted(() -> {
                    assertThat(theirs.failure()).isEmpty();
                    Picture.collectGarbage(theirs.client(), namespace);
                    assertThat(Picture.of(client, namespace))
                            .as("seed %d, after%n%s%n", seed, String.join("\n", played))
                            .isEqualTo(Picture.of(theirs.client(), namespace));
                });
    }

    private static void node(KubernetesClient api, String name, String zone) {
        if (api.nodes().withName(name).get() == null) {
            var node = new NodeBuilder().withNewMetadata().withName(name).endMetadata();
            if (!zone.isEmpty()) {
                node.editMetadata()
                        .addToLabels("topology.kubernetes.io/zone", zone)
                        .endMetadata();
            }
            api.resource(node.build()).create();
        }
    }
}

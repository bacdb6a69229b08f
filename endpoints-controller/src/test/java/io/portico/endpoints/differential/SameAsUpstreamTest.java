package io.portico.endpoints.differential;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.endpoints.EndpointsController;
import io.portico.endpoints.ReplicaSettings;
import io.portico.endpoints.apply.Reconciler.Choices;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.loadbalancer.LoadBalancerChoices;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories played to this controller and to kube-controller-manager, each on an API server of its own: at quiet
 * points both must have made the same Endpoints and EndpointSlices, mirrored ones among them.
 * {@code -Ddifferential.histories=200} plays so many of them, {@code -Ddifferential.seed=SEED} one {@link Round} again.
 *
 * <p>What differs by intention, and so is not compared or not played: the managed-by labels; the owner reference that
 * our Endpoints have and upstream's do not; the order of subsets, slices and endpoints, and how endpoints of the same
 * ports are spread over slices; which endpoints serve another zone than their own, of which upstream picks any, where
 * their number is compared; slices of owners that are gone, which upstream leaves to the garbage collector, whose part
 * the test does, and this controller deletes; Endpoints of a Service with a selector that others edit, which upstream
 * leaves so and this controller mends; the time of the change that caused a write, because writes may be merged.
 *
 * <p>Upstream does not look at once at a node's zone and CPUs, at a pod that finishes without having been ready, or at
 * a slice's labels when a Service becomes headless. This controller does, so upstream is nudged by a node that comes
 * and goes and by an annotation on its Services until it has looked as well. Its mirroring is late, or looks no more,
 * after edits that make several slices at once: it is told of the first of them before it has noted all, or finds
 * slices in its cache that it has just deleted (kube-controller-manager logs "EndpointSlice informer cache is out of
 * date" and waits 1 s, then twice as long each time). So its Endpoints are nudged, too, by an annotation that is not
 * mirrored. This controller is never nudged: what it leaves undone stays a difference, as a test shows. Of two
 * hand-written subsets, upstream takes the same port for two when it has an appProtocol; such are not played.
 */
@Requires(Requires.Need.PEERS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SameAsUpstreamTest {
    private final InformerHealth informers = new InformerHealth();
    private KubernetesClient client;
    private KubernetesClient ourClient;
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
                ? LongStream.rangeClosed(1, 2)
                : LongStream.generate(() -> RandomGenerator.getDefault().nextInt(1, Integer.MAX_VALUE))
                        .limit(Math.ceilDiv(histories, Round.HISTORIES));
    }

    @BeforeAll
    void start() {
        theirs = new Upstream();
        client = KubeApi.shared().admin();
        var namespace = KubeApi.shared().newNamespace("differential");
        ourClient = ChartAccount.of(KubeApi.shared(), namespace, "portico-endpoints-controller")
                .client();
        ours = new EndpointsController(
                ourClient,
                informers,
                new SimpleMeterRegistry(),
                new ReplicaSettings(
                        namespace, "ours", 4, new Choices(100, true, ManagedBy.OURS), LoadBalancerChoices.DEFAULT));
        await().atMost(Duration.ofSeconds(30)).until(ours::leads);
    }

    @AfterAll
    void stop() {
        ours.close();
        informers.close();
        ourClient.close();
        theirs.close();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void mirrors_that_this_controller_leaves_undone_are_a_difference() throws Exception {
        var round = new Round(-1, client, theirs);
        round.start();
        round.compareMirrors(Duration.ofSeconds(60));
        ours.close();
        assertThatThrownBy(() -> round.compareMirrors(Duration.ofSeconds(5))).hasMessageContaining("several-");
    }

    @ParameterizedTest(name = "round of seed {0}")
    @MethodSource("seeds")
    void both_make_the_same_of_all_histories(long seed) throws Exception {
        new Round(seed, client, theirs).play();
    }
}

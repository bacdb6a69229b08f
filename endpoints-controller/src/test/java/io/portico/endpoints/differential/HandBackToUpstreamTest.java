package io.portico.endpoints.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.endpoints.EndpointsController;
import io.portico.endpoints.ReplicaSettings;
import io.portico.endpoints.apply.Reconciler.Choices;
import io.portico.endpoints.cleanup.Cleanup;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.loadbalancer.LoadBalancerChoices;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** From this controller back to upstream's kube-controller-manager, which runs beside it. */
@Requires(Requires.Need.PEERS)
class HandBackToUpstreamTest {
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    @Test
    void upstream_carries_on_with_what_is_deleted_or_handed_back_and_no_moment_is_without_the_endpoint()
            throws InterruptedException {
        try (var upstream = new Upstream()) {
            var client = upstream.client();
            serve(client);
            for (var handBack : List.of(false, true)) {
                keepForAWhile(client);
                var ended = new AtomicBoolean();
                var looks = new AtomicInteger();
                var gaps = new AtomicInteger();
                var watcher = Thread.ofVirtual().start(() -> {
                    while (!ended.get()) {
                        looks.incrementAndGet();
                        gaps.addAndGet(ready(client).contains("10.244.0.5") ? 0 : 1);
                    }
                });
                var lines = new ArrayList<String>();
                var done = new Cleanup(
                                client,
                                new Cleanup.Choices(ManagedBy.OURS, handBack, Duration.ofSeconds(60)),
                                lines::add)
                        .run();
                assertThat(done).as("%s", lines).isTrue();
                // Two slices with upstream's mark are one too many for it, and it makes one of them.
                eventually()
                        .untilAsserted(() -> assertThat(slices(client))
                                .singleElement()
                                .satisfies(
                                        slice -> assertThat(slice.getMetadata().getLabels())
                                                .containsEntry(MANAGED_BY, ManagedBy.UPSTREAM.slices())));
                ended.set(true);
                watcher.join();
                assertThat(looks.get()).isPositive();
                assertThat(gaps.get()).as("of %s looks", looks).isZero();
                eventually()
                        .untilAsserted(() -> assertThat(client.endpoints()
                                        .inNamespace("default")
                                        .withName("web")
                                        .get()
                                        .getSubsets())
                                .singleElement()
                                .satisfies(subset -> assertThat(subset.getAddresses())
                                        .singleElement()
                                        .satisfies(address ->
                                                assertThat(address.getIp()).isEqualTo("10.244.0.5"))));
                assertThat(upstream.failure()).isEmpty();
            }
        }
    }

    /** This controller, beside upstream's, until it has a slice of its own. */
    private static void keepForAWhile(KubernetesClient client) {
        var informers = new InformerHealth();
        try (var _ = new EndpointsController(
                client,
                informers,
                new SimpleMeterRegistry(),
                new ReplicaSettings(
                        "default", "ours", 2, new Choices(100, true, ManagedBy.OURS), LoadBalancerChoices.DEFAULT))) {
            eventually()
                    .until(() -> slices(client).stream()
                            .anyMatch(slice -> ManagedBy.OURS
                                            .slices()
                                            .equals(slice.getMetadata()
                                                    .getLabels()
                                                    .get(MANAGED_BY))
                                    && ready(slice).contains("10.244.0.5")));
        } finally {
            informers.close();
        }
    }

    private static void serve(KubernetesClient client) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName("node-a")
                        .endMetadata()
                        .build())
                .create();
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("web")
                        .endMetadata()
                        .withNewSpec()
                        .addToSelector("app", "web")
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        var pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("web-1")
                        .addToLabels("app", "web")
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("node-a")
                        .addNewContainer()
                        .withName("main")
                        .withImage("nothing")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        client.resource(new PodBuilder(pod)
                        .editOrNewStatus()
                        .withPhase("Running")
                        .withPodIP("10.244.0.5")
                        .withPodIPs(new PodIP("10.244.0.5"))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .updateStatus();
        eventually().until(() -> ready(client).contains("10.244.0.5"));
    }

    private static List<EndpointSlice> slices(KubernetesClient client) {
        return client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace("default")
                .withLabel("kubernetes.io/service-name", "web")
                .list()
                .getItems();
    }

    private static List<String> ready(KubernetesClient client) {
        return slices(client).stream().flatMap(slice -> ready(slice).stream()).toList();
    }

    private static List<String> ready(EndpointSlice slice) {
        return slice.getEndpoints() == null
                ? List.of()
                : slice.getEndpoints().stream()
                        .filter(endpoint ->
                                Boolean.TRUE.equals(endpoint.getConditions().getReady()))
                        .flatMap(endpoint -> Stream.of(endpoint.getAddresses().getFirst()))
                        .toList();
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}

package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code topology-mode: Auto} as nodes change; how endpoints are shared out is in the golden files. */
@Requires(Requires.Need.KUBE_API)
class TopologyOnApiServerTest {
    private static final Map<String, String> WEB = Map.of("app", "web");

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void removeNodes() {
        for (var name : List.of("cpu-a", "cpu-b")) {
            KubeApi.shared().admin().nodes().withName(name).delete();
        }
    }

    @Test
    void hints_come_with_the_nodes_that_they_need_and_go_with_them() {
        node("cpu-a", "zone-a", 4);
        for (var i = 1; i <= 4; i++) {
            cluster.readyPod("web-" + i, WEB, "cpu-a");
        }
        cluster.service("web", WEB);
        cluster.admin
                .services()
                .inNamespace(cluster.namespace)
                .withName("web")
                .edit(service -> new ServiceBuilder(service)
                        .editMetadata()
                        .addToAnnotations("service.kubernetes.io/topology-mode", "Auto")
                        .endMetadata()
                        .build());
        try (var replica = cluster.replica("only")) {
            eventually().until(() -> cluster.sliced("web").size() == 4);
            assertThat(hints()).isEmpty();
            eventually()
                    .until(() ->
                            replica.controller.state().toString().contains("reason: TopologyAwareHintsDisabled\n"));

            node("cpu-b", "zone-b", 4);
            eventually()
                    .untilAsserted(() ->
                            assertThat(hints()).containsExactlyInAnyOrder("zone-a", "zone-a", "zone-b", "zone-b"));
            eventually().untilAsserted(() -> assertThat(reasons()).contains("TopologyAwareHintsEnabled"));
            assertThat(replica.controller.state().problems())
                    .noneMatch(problem -> problem.about().namespace().equals(cluster.namespace)
                            && problem.reason().startsWith("TopologyAware"));

            node("cpu-b", "zone-b", 12);
            eventually()
                    .untilAsserted(() ->
                            assertThat(hints()).containsExactlyInAnyOrder("zone-a", "zone-b", "zone-b", "zone-b"));
            node("cpu-b", "zone-b", 0);
            eventually().untilAsserted(() -> assertThat(hints()).isEmpty());
        }
    }

    private List<String> hints() {
        return cluster.slices("web").stream()
                .flatMap(slice -> slice.getEndpoints().stream())
                .filter(endpoint -> endpoint.getHints() != null)
                .flatMap(endpoint -> endpoint.getHints().getForZones().stream())
                .map(zone -> zone.getName())
                .toList();
    }

    private Stream<String> reasons() {
        return cluster.admin.v1().events().inNamespace(cluster.namespace).list().getItems().stream()
                .map(event -> event.getReason());
    }

    private void node(String name, String zone, int cpus) {
        cluster.node(name, zone);
        cluster.admin
                .nodes()
                .withName(name)
                .editStatus(node -> new NodeBuilder(node)
                        .editOrNewStatus()
                        .withAllocatable(Map.of("cpu", new Quantity("" + cpus)))
                        .withConditions()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build());
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}

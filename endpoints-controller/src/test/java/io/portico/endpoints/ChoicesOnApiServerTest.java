package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.endpoints.apply.Reconciler.Choices;
import io.portico.endpoints.model.ManagedBy;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** What an operator can choose, and what each write says of its cause. */
@Requires(Requires.Need.KUBE_API)
class ChoicesOnApiServerTest {
    private static final Map<String, String> WEB = Map.of("app", "web");
    private static final String LAST_CHANGE = "endpoints.kubernetes.io/last-change-trigger-time";

    private final TestCluster cluster = new TestCluster();

    @Test
    void a_write_names_the_time_of_the_change_that_caused_it() {
        try (var _ = cluster.replica("only")) {
            var created = cluster.service("web", WEB).getMetadata().getCreationTimestamp();
            eventually().untilAsserted(() -> {
                assertThat(lastChange(cluster.slices("web").stream().findFirst()))
                        .isEqualTo(created);
                assertThat(lastChange(Optional.ofNullable(cluster.endpoints("web"))))
                        .isEqualTo(created);
            });
            var ip = cluster.readyPod("web-1", WEB);
            eventually().until(() -> cluster.addressed("web").equals(List.of(ip + " ready")));
            cluster.readySince("web-1", false, "2026-01-02T03:04:05Z");
            eventually().until(() -> cluster.addressed("web").equals(List.of(ip + " not ready")));
            cluster.readySince("web-1", true, "2026-01-02T03:04:09Z");
            eventually().untilAsserted(() -> {
                assertThat(lastChange(cluster.slices("web").stream().findFirst()))
                        .isEqualTo("2026-01-02T03:04:09Z");
                assertThat(lastChange(Optional.ofNullable(cluster.endpoints("web"))))
                        .isEqualTo("2026-01-02T03:04:09Z");
            });
            cluster.deletePod("web-1");
            eventually().untilAsserted(() -> {
                assertThat(lastChange(cluster.slices("web").stream().findFirst()))
                        .isEqualTo("none");
                assertThat(lastChange(Optional.ofNullable(cluster.endpoints("web"))))
                        .isEqualTo("none");
            });
        }
    }

    @Test
    void endpoints_are_not_written_where_they_are_switched_off() {
        try (var _ = cluster.replica("only", new Choices(100, false, ManagedBy.OURS))) {
            cluster.service("web", WEB);
            var ip = cluster.readyPod("web-1", WEB);
            eventually().until(() -> cluster.sliced("web").equals(List.of(ip + " ready")));
            cluster.service("later", WEB);
            eventually().until(() -> cluster.sliced("later").equals(List.of(ip + " ready")));
            assertThat(cluster.endpoints("web")).isNull();
            cluster.deleteService("web");
            eventually().until(() -> cluster.slices("web").isEmpty());
        }
    }

    @Test
    void slices_of_kube_controller_manager_are_kept_on_under_its_name() {
        var service = cluster.service("web", WEB);
        var left = cluster.admin
                .resource(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withName("web-left")
                        .withNamespace(cluster.namespace)
                        .addToLabels("kubernetes.io/service-name", "web")
                        .addToLabels("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                        .addToLabels("team", "shop")
                        .addNewOwnerReference()
                        .withApiVersion("v1")
                        .withKind("Service")
                        .withName("web")
                        .withUid(service.getMetadata().getUid())
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withAddressType("IPv4")
                        .build())
                .create();
        var ip = cluster.readyPod("web-1", WEB);
        try (var _ = cluster.replica("only", new Choices(100, true, ManagedBy.UPSTREAM))) {
            eventually().until(() -> cluster.sliced("web").equals(List.of(ip + " ready")));
            eventually().until(() -> cluster.addressed("web").equals(List.of(ip + " ready")));
            assertThat(cluster.slices("web"))
                    .singleElement()
                    .satisfies(slice -> assertThat(slice.getMetadata().getUid())
                            .isEqualTo(left.getMetadata().getUid()));
            assertThat(cluster.endpoints("web").getMetadata().getLabels())
                    .containsEntry("endpoints.kubernetes.io/managed-by", "endpoint-controller");
        }
    }

    private static String lastChange(Optional<? extends HasMetadata> object) {
        return object.map(present -> present.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(LAST_CHANGE))
                .orElse("none");
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}

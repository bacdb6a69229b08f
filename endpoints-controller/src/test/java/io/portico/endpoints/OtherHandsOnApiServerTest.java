package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** What others write: into what is ours it is repaired, and what is theirs is theirs. */
@Requires(Requires.Need.KUBE_API)
class OtherHandsOnApiServerTest {
    private static final Map<String, String> WEB = Map.of("app", "web");

    private final TestCluster cluster = new TestCluster();

    @Test
    void what_somebody_deletes_or_edits_is_repaired() {
        try (var _ = cluster.replica("only")) {
            cluster.service("web", WEB);
            var ip = cluster.readyPod("web-1", WEB);
            awaitEndpoints("web", ip + " ready");

            cluster.admin
                    .endpoints()
                    .inNamespace(cluster.namespace)
                    .withName("web")
                    .delete();
            cluster.slices("web").forEach(slice -> cluster.admin.resource(slice).delete());
            awaitEndpoints("web", ip + " ready");

            cluster.admin
                    .endpoints()
                    .inNamespace(cluster.namespace)
                    .withName("web")
                    .edit(endpoints -> new EndpointsBuilder(endpoints)
                            .withSubsets(List.of())
                            .build());
            cluster.admin
                    .resource(cluster.slices("web").getFirst())
                    .edit(slice -> new EndpointSliceBuilder(slice)
                            .editFirstEndpoint()
                            .editConditions()
                            .withReady(false)
                            .endConditions()
                            .endEndpoint()
                            .build());
            awaitEndpoints("web", ip + " ready");

            cluster.admin
                    .resource(cluster.slices("web").getFirst())
                    .edit(slice -> new EndpointSliceBuilder(slice)
                            .editMetadata()
                            .removeFromLabels("endpointslice.kubernetes.io/managed-by")
                            .endMetadata()
                            .build());
            eventually().until(() -> cluster.slices("web").size() == 2);
        }
    }

    @Test
    void an_annotation_that_somebody_put_on_a_slice_survives_updates() {
        try (var _ = cluster.replica("only")) {
            cluster.service("web", WEB);
            awaitEndpoints("web");
            cluster.admin
                    .resource(cluster.slices("web").getFirst())
                    .edit(slice -> new EndpointSliceBuilder(slice)
                            .editMetadata()
                            .addToAnnotations("note", "keep me")
                            .endMetadata()
                            .build());
            var ip = cluster.readyPod("web-1", WEB);
            awaitEndpoints("web", ip + " ready");
            assertThat(cluster.slices("web").getFirst().getMetadata().getAnnotations())
                    .containsEntry("note", "keep me");
        }
    }

    @Test
    void endpoints_without_a_service_stay_and_those_of_a_deleted_service_go() {
        var alone = cluster.handWrite("alone", "192.0.2.7");
        cluster.service("manual", Map.of());
        cluster.handWrite("manual", "192.0.2.8");
        try (var _ = cluster.replica("only")) {
            eventually().until(() -> cluster.sliced("manual").equals(List.of("192.0.2.8 ready")));
            cluster.deleteService("manual");
            eventually().until(() -> cluster.versions("manual").isEmpty());
            assertThat(cluster.versions("alone")).isEqualTo(Map.of("Endpoints alone", alone));
        }
    }

    @Test
    void at_the_start_endpoints_go_that_a_controller_left_without_a_service() {
        var alone = cluster.handWrite("alone", "192.0.2.7");
        cluster.handWrite("left", "192.0.2.8");
        cluster.admin
                .endpoints()
                .inNamespace(cluster.namespace)
                .withName("left")
                .edit(endpoints -> new EndpointsBuilder(endpoints)
                        .editMetadata()
                        .addToLabels("endpoints.kubernetes.io/managed-by", "endpoint-controller")
                        .endMetadata()
                        .build());
        try (var _ = cluster.replica("only")) {
            eventually().until(() -> cluster.endpoints("left") == null);
            assertThat(cluster.versions("alone")).isEqualTo(Map.of("Endpoints alone", alone));
        }
    }

    @Test
    void what_went_while_nobody_led_is_removed_by_the_next_leader() {
        cluster.service("manual", Map.of());
        cluster.handWrite("manual", "192.0.2.8");
        try (var one = cluster.replica("one");
                var two = cluster.replica("two")) {
            eventually().until(() -> cluster.sliced("manual").equals(List.of("192.0.2.8 ready")));
            var standby = one.controller.leads() ? two : one;
            eventually()
                    .untilAsserted(() ->
                            assertThat(standby.controller.state().toString()).contains("endpoints: "));
            (standby == one ? two : one).end();
            cluster.deleteService("manual");
            eventually().until(() -> cluster.versions("manual").isEmpty());
        }
    }

    private void awaitEndpoints(String service, String... expected) {
        var sorted = List.of(expected).stream().sorted().toList();
        eventually().untilAsserted(() -> {
            assertThat(cluster.slices(service)).isNotEmpty();
            assertThat(cluster.sliced(service)).isEqualTo(sorted);
            assertThat(cluster.endpoints(service)).isNotNull();
            assertThat(cluster.addressed(service)).isEqualTo(sorted);
        });
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}

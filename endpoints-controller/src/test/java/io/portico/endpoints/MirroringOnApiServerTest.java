package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.endpoints.apply.Reconciler.Choices;
import io.portico.endpoints.model.ManagedBy;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Hand-written Endpoints and the slices that mirror them; the rules one by one are in the golden files. */
@Requires(Requires.Need.KUBE_API)
class MirroringOnApiServerTest {
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    private final TestCluster cluster = new TestCluster();

    @Test
    void hand_written_endpoints_are_mirrored_for_as_long_as_their_service_has_no_selector() {
        try (var replica = cluster.replica("only")) {
            cluster.handWrite("db", "192.0.2.1", "2001:db8::1");
            cluster.service("db", Map.of());
            awaitMirrored("2001:db8::1 ready", "192.0.2.1 ready");
            assertThat(cluster.slices("db"))
                    .hasSize(2)
                    .allSatisfy(slice -> {
                        assertThat(slice.getMetadata().getLabels())
                                .containsEntry(MANAGED_BY, "mirroring.endpoints-controller.portico.io");
                        assertThat(slice.getMetadata().getOwnerReferences())
                                .singleElement()
                                .satisfies(owner -> {
                                    assertThat(owner.getKind()).isEqualTo("Endpoints");
                                    assertThat(owner.getUid())
                                            .isEqualTo(cluster.endpoints("db")
                                                    .getMetadata()
                                                    .getUid());
                                });
                        assertThat(slice.getEndpoints()
                                        .getFirst()
                                        .getConditions()
                                        .getServing())
                                .isNull();
                    })
                    .extracting(EndpointSlice::getAddressType)
                    .containsExactlyInAnyOrder("IPv4", "IPv6");
            assertThat(replica.controller.state().model().get("mirrored"))
                    .asString()
                    .contains(cluster.namespace + "/db=2 of 2 ready in 2 slices");

            address("192.0.2.2");
            awaitMirrored("192.0.2.2 ready");
            select("db", Map.of("app", "db"));
            eventually()
                    .until(() -> cluster.slices("db").stream()
                            .allMatch(slice -> "endpoints-controller.portico.io"
                                    .equals(slice.getMetadata().getLabels().get(MANAGED_BY))));
            assertThat(replica.controller.state().model().get("mirrored"))
                    .asString()
                    .doesNotContain(cluster.namespace);
        }
    }

    @Test
    void endpoints_that_are_deleted_or_labelled_to_be_skipped_lose_their_mirror() {
        try (var _ = cluster.replica("only")) {
            cluster.service("db", Map.of());
            cluster.handWrite("db", "192.0.2.1");
            awaitMirrored("192.0.2.1 ready");
            skip("true");
            eventually().until(() -> cluster.slices("db").isEmpty());
            skip("false");
            awaitMirrored("192.0.2.1 ready");
            cluster.admin
                    .endpoints()
                    .inNamespace(cluster.namespace)
                    .withName("db")
                    .delete();
            eventually().until(() -> cluster.slices("db").isEmpty());
        }
    }

    @Test
    void one_change_costs_one_write_and_no_change_costs_none() {
        try (var replica = cluster.replica("only")) {
            cluster.service("db", Map.of());
            cluster.handWrite("db", "192.0.2.1");
            awaitMirrored("192.0.2.1 ready");
            address("192.0.2.2");
            awaitMirrored("192.0.2.2 ready");
            edit(endpoints -> new EndpointsBuilder(endpoints)
                    .editMetadata()
                    .addToAnnotations("endpoints.kubernetes.io/last-change-trigger-time", "2026-01-02T03:04:05Z")
                    .endMetadata()
                    .build());
            cluster.service("later", Map.of());
            cluster.handWrite("later", "192.0.2.9");
            eventually().until(() -> cluster.sliced("later").equals(List.of("192.0.2.9 ready")));
            eventually().untilAsserted(() -> {
                assertThat(changes(replica, "create")).isEqualTo(2);
                assertThat(changes(replica, "update")).isEqualTo(1);
                assertThat(changes(replica, "delete")).isZero();
            });
            assertThat(replica.sliceWrites()).as("the other controller's").isZero();
        }
        var before = cluster.versions("db", "later");
        try (var replica = cluster.replica("again")) {
            eventually().until(() -> replica.controller.state().toString().contains("/later: 1 of 1 ready"));
            assertThat(cluster.versions("db", "later")).isEqualTo(before);
        }
    }

    @Test
    void a_mirror_that_somebody_edits_or_deletes_is_repaired() {
        try (var _ = cluster.replica("only")) {
            cluster.service("db", Map.of());
            cluster.handWrite("db", "192.0.2.1");
            awaitMirrored("192.0.2.1 ready");
            cluster.admin
                    .resource(cluster.slices("db").getFirst())
                    .edit(slice -> new EndpointSliceBuilder(slice)
                            .editFirstEndpoint()
                            .withAddresses("192.0.2.66")
                            .endEndpoint()
                            .build());
            awaitMirrored("192.0.2.1 ready");
            cluster.admin.resource(cluster.slices("db").getFirst()).delete();
            awaitMirrored("192.0.2.1 ready");
        }
    }

    @Test
    void addresses_beyond_a_thousand_are_named_in_an_event() {
        try (var _ = cluster.replica("only")) {
            cluster.service("db", Map.of());
            cluster.handWrite(
                    "db",
                    IntStream.range(0, 1001)
                            .mapToObj(i -> "192.0.%d.%d".formatted(i / 250, i % 250 + 1))
                            .toArray(String[]::new));
            eventually().until(() -> cluster.sliced("db").size() == 1000);
            eventually()
                    .untilAsserted(() -> assertThat(cluster.admin
                                    .v1()
                                    .events()
                                    .inNamespace(cluster.namespace)
                                    .list()
                                    .getItems())
                            .anySatisfy(event -> {
                                assertThat(event.getReason()).isEqualTo("TooManyAddressesToMirror");
                                assertThat(event.getInvolvedObject().getKind()).isEqualTo("Endpoints");
                                assertThat(event.getMessage()).contains("1 of the addresses are not mirrored");
                            }));
        }
    }

    @Test
    void mirrors_of_kube_controller_manager_are_kept_on_under_its_name() {
        cluster.service("db", Map.of());
        try (var _ = cluster.replica("only", new Choices(100, true, ManagedBy.UPSTREAM))) {
            cluster.handWrite("db", "192.0.2.1");
            awaitMirrored("192.0.2.1 ready");
            assertThat(cluster.slices("db").getFirst().getMetadata().getLabels())
                    .containsEntry(MANAGED_BY, "endpointslicemirroring-controller.k8s.io");
        }
    }

    private static double changes(TestCluster.Replica replica, String operation) {
        return replica.metrics
                .counter("endpoint_slice_mirroring_controller_changes_total", "operation", operation)
                .count();
    }

    private void address(String ip) {
        edit(endpoints -> new EndpointsBuilder(endpoints)
                .editFirstSubset()
                .withAddresses()
                .addNewAddress()
                .withIp(ip)
                .endAddress()
                .endSubset()
                .build());
    }

    private void skip(String value) {
        edit(endpoints -> new EndpointsBuilder(endpoints)
                .editMetadata()
                .addToLabels("endpointslice.kubernetes.io/skip-mirror", value)
                .endMetadata()
                .build());
    }

    private void edit(UnaryOperator<io.fabric8.kubernetes.api.model.Endpoints> change) {
        cluster.admin.endpoints().inNamespace(cluster.namespace).withName("db").edit(change);
    }

    private void select(String service, Map<String, String> selector) {
        cluster.admin
                .services()
                .inNamespace(cluster.namespace)
                .withName(service)
                .edit(s -> new ServiceBuilder(s)
                        .editSpec()
                        .withSelector(selector)
                        .endSpec()
                        .build());
    }

    private void awaitMirrored(String... expected) {
        eventually().untilAsserted(() -> assertThat(cluster.sliced("db")).containsExactlyInAnyOrder(expected));
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}

package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Requires(Requires.Need.KUBE_API)
class EndpointsOnApiServerTest {
    private static final Map<String, String> WEB = Map.of("app", "web");

    private final TestCluster cluster = new TestCluster();
    private TestCluster.Replica replica;

    @BeforeEach
    void start() {
        replica = cluster.replica("only");
        eventually().until(replica.controller::leads);
    }

    @AfterEach
    void stop() {
        replica.close();
    }

    @Test
    void ready_pods_become_endpoints_and_leave_them_when_they_are_deleted() {
        cluster.service("web", WEB);
        awaitEndpoints("web");
        var one = cluster.readyPod("web-1", WEB);
        var two = cluster.readyPod("web-2", WEB);
        cluster.readyPod("other", Map.of("app", "other"));
        awaitEndpoints("web", one + " ready", two + " ready");

        var slice = cluster.slices("web").getFirst();
        assertThat(slice.getMetadata().getLabels())
                .containsEntry("endpointslice.kubernetes.io/managed-by", "endpoints-controller.portico.io")
                .containsEntry("team", "shop");
        assertThat(slice.getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getName()).isEqualTo("http");
            assertThat(port.getPort()).isEqualTo(8080);
        });
        assertThat(slice.getEndpoints().getFirst().getZone()).isEqualTo("zone-a");

        cluster.ready("web-1", false);
        awaitEndpoints("web", one + " not ready", two + " ready");
        cluster.deletePod("web-2");
        awaitEndpoints("web", one + " not ready");
        cluster.deletePod("web-1");
        awaitEndpoints("web");
        assertThat(cluster.slices("web")).as("the placeholder").hasSize(1);
    }

    @Test
    void a_terminating_pod_keeps_serving_in_its_slice_and_leaves_the_endpoints() {
        cluster.service("web", WEB);
        var ip = cluster.readyPod("web-1", WEB);
        awaitEndpoints("web", ip + " ready");
        cluster.admin
                .pods()
                .inNamespace(cluster.namespace)
                .withName("web-1")
                .withGracePeriod(600)
                .delete();
        eventually()
                .untilAsserted(() -> assertThat(cluster.slices("web").getFirst().getEndpoints())
                        .singleElement()
                        .satisfies(endpoint -> {
                            assertThat(endpoint.getConditions().getReady()).isFalse();
                            assertThat(endpoint.getConditions().getServing()).isTrue();
                            assertThat(endpoint.getConditions().getTerminating())
                                    .isTrue();
                        }));
        eventually().until(() -> cluster.addressed("web").isEmpty());
    }

    @Test
    void a_pod_that_is_relabelled_changes_its_service() {
        cluster.service("web", WEB);
        cluster.service("shop", Map.of("app", "shop", "tier", "front"));
        var ip = cluster.readyPod("pod", WEB);
        awaitEndpoints("web", ip + " ready");
        cluster.admin
                .pods()
                .inNamespace(cluster.namespace)
                .withName("pod")
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .withLabels(Map.of("app", "shop", "tier", "front"))
                        .endMetadata()
                        .build());
        awaitEndpoints("web");
        awaitEndpoints("shop", ip + " ready");
    }

    @Test
    void a_service_whose_selector_changes_gets_other_pods() {
        cluster.service("web", WEB);
        var old = cluster.readyPod("old", WEB);
        var now = cluster.readyPod("new", Map.of("app", "web2"));
        awaitEndpoints("web", old + " ready");
        cluster.admin
                .services()
                .inNamespace(cluster.namespace)
                .withName("web")
                .edit(service -> new ServiceBuilder(service)
                        .editSpec()
                        .withSelector(Map.of("app", "web2"))
                        .endSpec()
                        .build());
        awaitEndpoints("web", now + " ready");
    }

    @Test
    void a_deleted_service_takes_its_endpoints_and_slices_with_it() {
        cluster.service("web", WEB);
        var ip = cluster.readyPod("web-1", WEB);
        awaitEndpoints("web", ip + " ready");
        cluster.deleteService("web");
        eventually().untilAsserted(() -> assertThat(cluster.versions("web")).isEmpty());
    }

    @Test
    void a_service_recreated_under_its_name_gets_new_slices() {
        cluster.service("web", WEB);
        var ip = cluster.readyPod("web-1", WEB);
        awaitEndpoints("web", ip + " ready");
        cluster.deleteService("web");
        var again = cluster.service("web", WEB);
        eventually().untilAsserted(() -> {
            assertThat(cluster.slices("web"))
                    .singleElement()
                    .satisfies(slice -> assertThat(slice.getMetadata()
                                    .getOwnerReferences()
                                    .getFirst()
                                    .getUid())
                            .isEqualTo(again.getMetadata().getUid()));
            assertThat(cluster.endpoints("web")
                            .getMetadata()
                            .getOwnerReferences()
                            .getFirst()
                            .getUid())
                    .isEqualTo(again.getMetadata().getUid());
        });
        awaitEndpoints("web", ip + " ready");
    }

    @Test
    void a_service_recreated_without_a_selector_loses_what_was_kept_for_the_one_before() {
        cluster.service("web", WEB);
        var ip = cluster.readyPod("web-1", WEB);
        awaitEndpoints("web", ip + " ready");
        cluster.deleteService("web");
        cluster.service("web", Map.of());
        eventually().untilAsserted(() -> assertThat(cluster.versions("web")).isEmpty());
    }

    @Test
    void one_change_costs_one_write_of_each_kind_and_no_change_costs_none() {
        cluster.service("web", WEB);
        cluster.service("quiet", Map.of("app", "quiet"));
        var one = cluster.readyPod("web-1", WEB);
        awaitEndpoints("web", one + " ready");
        awaitEndpoints("quiet");
        awaitSettled();
        var quiet = cluster.versions("quiet");
        var writes = replica.sliceWrites();

        var two = cluster.readyPod("web-2", WEB);
        awaitEndpoints("web", one + " ready", two + " ready");
        awaitSettled();
        assertThat(replica.sliceWrites()).isEqualTo(writes + 1);

        var before = cluster.versions("web");
        cluster.admin
                .pods()
                .inNamespace(cluster.namespace)
                .withName("web-1")
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .addToLabels("unrelated", "label")
                        .addToAnnotations("unrelated", "annotation")
                        .endMetadata()
                        .build());
        cluster.admin
                .services()
                .inNamespace(cluster.namespace)
                .withName("web")
                .edit(service -> new ServiceBuilder(service)
                        .editSpec()
                        .withSessionAffinity("ClientIP")
                        .endSpec()
                        .build());
        var last = cluster.service("last", WEB).getMetadata().getName();
        awaitEndpoints(last, one + " ready", two + " ready");
        assertThat(cluster.versions("web")).isEqualTo(before);
        assertThat(cluster.versions("quiet")).isEqualTo(quiet);
        assertThat(replica.sliceWrites()).isEqualTo(writes + 2);
    }

    @Test
    void a_pod_on_an_unknown_node_waits_until_the_node_is_there() {
        cluster.service("web", WEB);
        var ip = cluster.readyPod("web-1", WEB, "late-" + cluster.namespace);
        eventually().until(() -> cluster.addressed("web").equals(List.of(ip + " ready")));
        assertThat(cluster.sliced("web")).isEmpty();
        cluster.node("late-" + cluster.namespace, "zone-b");
        awaitEndpoints("web", ip + " ready");
    }

    @Test
    void an_unknown_target_port_is_named_in_an_event_and_every_other_service_is_served() {
        cluster.service("wrong", WEB, "htttp");
        cluster.service("right", WEB);
        var ip = cluster.readyPod("web-1", WEB);
        awaitEndpoints("right", ip + " ready");
        eventually()
                .untilAsserted(() -> assertThat(cluster.admin
                                .v1()
                                .events()
                                .inNamespace(cluster.namespace)
                                .list()
                                .getItems())
                        // The API server's own controllers tell of Services, too.
                        .filteredOn(event -> "UnknownTargetPort".equals(event.getReason()))
                        .singleElement()
                        .satisfies(event -> {
                            assertThat(event.getType()).isEqualTo("Warning");
                            assertThat(event.getInvolvedObject().getName()).isEqualTo("wrong");
                            assertThat(event.getMessage())
                                    .contains("spec.ports[0].targetPort", "web-1", "\"htttp\"", "names there (http)");
                        }));
        assertThat(replica.controller.state().toString())
                .contains("leads: true", "holder: only", "about: Service " + cluster.namespace + "/wrong");
    }

    @Test
    void a_pod_with_an_address_that_the_api_server_refuses_does_not_harm_the_others() {
        cluster.service("web", WEB);
        var ip = cluster.readyPod("web-1", WEB);
        cluster.readyPod("web-2", WEB);
        cluster.status("web-2", "127.0.0.1", true);
        awaitEndpoints("web", ip + " ready");
    }

    @Test
    void more_than_a_hundred_pods_fill_several_slices() {
        cluster.service("web", WEB);
        for (var i = 0; i < 105; i++) {
            cluster.readyPod("web-" + i, WEB);
        }
        eventually().untilAsserted(() -> assertThat(cluster.sliced("web")).hasSize(105));
        assertThat(cluster.slices("web"))
                .hasSize(2)
                .allSatisfy(slice -> assertThat(slice.getEndpoints()).hasSizeLessThanOrEqualTo(100));
        eventually().untilAsserted(() -> assertThat(cluster.addressed("web")).hasSize(105));
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

    /** Until the controller has seen its own writes and has nothing left to do. */
    private void awaitSettled() {
        eventually()
                .during(Duration.ofMillis(500))
                .until(() -> replica.metrics
                                .get("workqueue_depth")
                                .tag("name", "endpoints")
                                .gauge()
                                .value()
                        == 0);
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}

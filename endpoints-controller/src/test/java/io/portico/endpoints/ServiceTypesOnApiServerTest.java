package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Services that become something else, and a namespace that ends. */
@Requires(Requires.Need.KUBE_API)
class ServiceTypesOnApiServerTest {
    private static final Map<String, String> WEB = Map.of("app", "web");
    private static final String HEADLESS = "service.kubernetes.io/headless";

    private final TestCluster cluster = new TestCluster();

    @Test
    void an_external_name_keeps_what_it_had_and_a_headless_service_says_that_it_is_one() {
        cluster.service("web", WEB);
        var ip = cluster.readyPod("web-1", WEB);
        try (var _ = cluster.replica("only")) {
            awaitEndpoints(ip + " ready");
            edit(service -> new ServiceBuilder(service)
                    .editSpec()
                    .withType("ExternalName")
                    .withExternalName("example.org")
                    .withClusterIP(null)
                    .withClusterIPs(List.of())
                    .withIpFamilies(List.of())
                    .withIpFamilyPolicy(null)
                    .endSpec()
                    .build());
            cluster.ready("web-1", false);
            cluster.service("last", WEB);
            eventually().until(() -> cluster.sliced("last").equals(List.of(ip + " not ready")));
            awaitEndpoints(ip + " ready");

            edit(service -> new ServiceBuilder(service)
                    .editSpec()
                    .withType("ClusterIP")
                    .withExternalName(null)
                    .withClusterIP("None")
                    .endSpec()
                    .build());
            awaitEndpoints(ip + " not ready");
            assertThat(cluster.slices("web"))
                    .singleElement()
                    .satisfies(
                            slice -> assertThat(slice.getMetadata().getLabels()).containsEntry(HEADLESS, ""));
            assertThat(cluster.endpoints("web").getMetadata().getLabels()).containsEntry(HEADLESS, "");
        }
    }

    @Test
    void a_second_family_gets_slices_of_its_own_and_they_go_with_it() {
        cluster.service("web", WEB);
        var ip = cluster.readyPod("web-1", WEB);
        cluster.admin
                .pods()
                .inNamespace(cluster.namespace)
                .withName("web-1")
                .editStatus(pod -> new PodBuilder(pod)
                        .editStatus()
                        .withPodIPs(new PodIP(ip), new PodIP("fd00:10:244::5"))
                        .endStatus()
                        .build());
        try (var _ = cluster.replica("only")) {
            awaitEndpoints(ip + " ready");
            policy("RequireDualStack");
            eventually()
                    .untilAsserted(() ->
                            assertThat(cluster.sliced("web")).containsExactly(ip + " ready", "fd00:10:244::5 ready"));
            assertThat(cluster.addressed("web")).containsExactly(ip + " ready");
            policy("SingleStack");
            awaitEndpoints(ip + " ready");
        }
    }

    @Test
    void in_a_namespace_that_ends_nothing_is_created_and_nobody_hears_of_it() {
        cluster.service("web", WEB);
        cluster.service("wrong", WEB, "htttp");
        cluster.service("manual", Map.of());
        cluster.handWrite("manual", "192.0.2.7");
        cluster.readyPod("web-1", WEB);
        cluster.admin.namespaces().withName(cluster.namespace).delete();
        var others = cluster.beside();
        try (var replica = others.replica("only")) {
            others.service("other", WEB);
            eventually().until(() -> !others.slices("other").isEmpty());
            eventually()
                    .during(Duration.ofMillis(300))
                    .until(() -> replica.metrics
                                    .get("workqueue_depth")
                                    .tag("name", "endpoints")
                                    .gauge()
                                    .value()
                            == 0);
            assertThat(cluster.slices("web")).isEmpty();
            assertThat(cluster.slices("manual")).isEmpty();
            assertThat(cluster.endpoints("web")).isNull();
            assertThat(replica.metrics
                            .counter("endpoint_slice_controller_syncs_total", "result", "error")
                            .count())
                    .isZero();
            assertThat(replica.metrics.counter("portico_events_dropped_total").count())
                    .as("Events, which the namespace would refuse as well")
                    .isZero();
        }
    }

    private void policy(String policy) {
        edit(service -> new ServiceBuilder(service)
                .editSpec()
                .withIpFamilyPolicy(policy)
                .endSpec()
                .build());
    }

    private void edit(UnaryOperator<Service> change) {
        cluster.admin.services().inNamespace(cluster.namespace).withName("web").edit(change);
    }

    private void awaitEndpoints(String... expected) {
        eventually().untilAsserted(() -> {
            assertThat(cluster.sliced("web")).containsExactly(expected);
            assertThat(cluster.addressed("web")).containsExactly(expected);
        });
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}

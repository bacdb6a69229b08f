package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.metrics.EndpointsMetrics;
import io.portico.runtime.PorticoConfig;
import io.portico.runtime.metrics.RuntimeMetrics;
import io.portico.testkit.ManagementPort;
import io.portico.testkit.MetricsCatalogue;
import io.portico.testkit.Requires;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@Requires(Requires.Need.KUBE_API)
@QuarkusTest
@QuarkusTestResource(ApiServerResource.class)
class EndpointsControllerApplicationTest {
    @TestHTTPResource(value = "/", management = true)
    URI uri;

    @Inject
    KubernetesClient client;

    @Inject
    PorticoConfig config;

    @Test
    void the_application_becomes_ready_leads_serves_and_shows_it() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(management().readiness()).contains("\"UP\"", "endpointslices");
            assertThat(management().state().leads()).isTrue();
        });
        var page = management().state();
        assertThat(page.keys())
                .containsEntry("service", "portico-endpoints-controller")
                .containsEntry("pod", "replica-0")
                .containsEntry("node", null);
        assertThat(page.leader())
                .containsEntry("lease", config.namespace() + "/portico-endpoints-controller")
                .containsEntry("holder", "replica-0");
        assertThat(page.watches()).contains("services", "pods", "nodes", "endpointslices", "endpoints");
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .withNamespace(config.namespace())
                        .endMetadata()
                        .withNewSpec()
                        .addToSelector("app", "web")
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(management().state().text())
                        .contains(config.namespace() + "/web: 0 of 0 ready in 1 slice\n"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(management().metrics())
                        .contains(
                                "endpoint_slice_controller_syncs_total{result=\"success\"",
                                "endpoint_slice_controller_changes_total{operation=\"create\"",
                                "endpoint_slice_controller_num_endpoint_slices",
                                "endpoint_slice_controller_desired_endpoint_slices",
                                "endpoint_slice_controller_endpoints_desired",
                                "endpoint_slice_controller_endpoints_added_per_sync_bucket",
                                "endpoint_slice_controller_endpoints_removed_per_sync_bucket",
                                "endpoint_slice_controller_endpointslices_changed_per_sync_bucket",
                                "endpoint_slice_controller_services_count_by_traffic_distribution{traffic_distribution=\"PreferClose\"",
                                "portico_endpoints_event_to_write_seconds_bucket",
                                "rest_client_rate_limiter_duration_seconds_count{name=\"endpoints\"} 0",
                                "workqueue_depth{name=\"endpoints\"",
                                "workqueue_adds_total{name=\"endpoints\"",
                                "workqueue_retries_total{name=\"endpoints\"",
                                "workqueue_queue_duration_seconds_bucket{name=\"endpoints\"",
                                "workqueue_work_duration_seconds_bucket{name=\"endpoints\"",
                                "workqueue_unfinished_work_seconds{name=\"endpoints\"",
                                "workqueue_longest_running_processor_seconds{name=\"endpoints\"",
                                "workqueue_oldest_waiting_seconds{name=\"endpoints\""));
    }

    @Test
    void its_metrics_are_those_of_the_catalogue() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(management().state().leads()).isTrue());
        MetricsCatalogue.assertShown(
                management().metrics(),
                Stream.concat(EndpointsMetrics.CATALOGUE.stream(), RuntimeMetrics.CATALOGUE.stream())
                        .toList(),
                EndpointsMetrics.CHANGES.name(),
                EndpointsMetrics.CHANGED.name(),
                EndpointsMetrics.SYNCS.name(),
                EndpointsMetrics.FOREIGN_SLICES.name(),
                EndpointsMetrics.ADOPTED_SLICES.name(),
                EndpointsMetrics.MIRROR_CHANGES.name());
    }

    @Test
    void requests_with_made_up_methods_paths_hosts_and_headers_add_no_series() {
        management().assertNothingMadeUpIsCounted("workqueue_depth{", _ -> {});
    }

    private ManagementPort management() {
        return new ManagementPort(uri);
    }
}

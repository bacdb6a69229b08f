package io.portico.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.ingress.metrics.IngressMetrics;
import io.portico.runtime.metrics.RuntimeMetrics;
import io.portico.testkit.KubeApi;
import io.portico.testkit.MadeUpRequests;
import io.portico.testkit.ManagementPort;
import io.portico.testkit.MetricsCatalogue;
import io.portico.testkit.Requires;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The parts put together by Quarkus: ports, health, metrics, state. */
@QuarkusTest
@QuarkusTestResource(IngressControllerTest.Cluster.class)
@Requires(Requires.Need.KUBE_API)
class IngressControllerTest {
    /** An API server, and any free ports. */
    public static class Cluster implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            var config = new HashMap<>(KubeApi.shared().quarkusConfig());
            config.put("portico.ingress.http-port", "0");
            config.put("portico.ingress.https-port", "0");
            config.put("portico.ingress.drain-timeout", "1s");
            config.put("portico.node-name", "node-a");
            config.put("portico.namespace", KubeApi.shared().newNamespace("portico"));
            return config;
        }

        @Override
        public void stop() {}
    }

    @TestHTTPResource(value = "/", management = true)
    URI uri;

    @Test
    void it_becomes_ready_serves_traffic_and_shows_its_state() {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(management().ready()).isTrue());
        assertThat(new ManagementPort(URI.create("http://127.0.0.1:" + httpPort()))
                        .get("/")
                        .statusCode())
                .isEqualTo(404);
        var page = management().state();
        assertThat(page.keys())
                .containsEntry("service", "portico-ingress-controller")
                .containsEntry("node", "node-a");
        assertThat(page.model()).containsKeys("hosts", "defaultBackend", "certificates", "defaultCertificate");
        assertThat(page.watches()).contains("ingressclasses", "ingresses", "services", "endpointslices");
        assertThat(management().metrics()).doesNotContain("http_server_requests");
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(management().metrics())
                        .contains(
                                "portico_ingress_request_duration_seconds_count{ingress=\"\",namespace=\"\",status=\"4xx\"} ",
                                "portico_ingress_config_swaps_total 1",
                                "portico_ingress_requests_active 0"));
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(management().state().leads()).isTrue());
    }

    @Test
    void its_metrics_are_those_of_the_catalogue() {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(management().ready()).isTrue());
        MetricsCatalogue.assertShown(
                management().metrics(),
                Stream.concat(IngressMetrics.CATALOGUE.stream(), RuntimeMetrics.CATALOGUE.stream())
                        .toList(),
                IngressMetrics.REQUEST_DURATION.name(),
                IngressMetrics.REQUESTS_REFUSED.name(),
                IngressMetrics.DEFAULT_CERTIFICATE_SERVED.name(),
                RuntimeMetrics.RATE_LIMITER.name());
    }

    @Test
    void requests_with_made_up_methods_paths_hosts_and_headers_add_no_series() {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(management().ready()).isTrue());
        management()
                .assertNothingMadeUpIsCounted(
                        "portico_ingress_",
                        word -> MadeUpRequests.send(
                                httpPort(),
                                word,
                                "made-up.example",
                                List.of("/", "/shop", "/.well-known/acme-challenge/")));
    }

    private int httpPort() {
        var port = Pattern.compile("\"http\": (\\d+)").matcher(management().readiness());
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private ManagementPort management() {
        return new ManagementPort(uri);
    }
}

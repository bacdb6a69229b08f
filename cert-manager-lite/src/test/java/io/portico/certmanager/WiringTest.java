package io.portico.certmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.portico.certmanager.metrics.CertificateMetrics;
import io.portico.runtime.PorticoConfig;
import io.portico.runtime.metrics.RuntimeMetrics;
import io.portico.testkit.KubeApi;
import io.portico.testkit.MadeUpRequests;
import io.portico.testkit.MetricsCatalogue;
import io.portico.testkit.Requires;
import io.portico.testkit.StatePage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The application as Quarkus puts it together, on its management port. */
@QuarkusTest
@QuarkusTestResource(WiringTest.Cluster.class)
@Requires(Requires.Need.KUBE_API)
class WiringTest {
    @Inject
    PorticoConfig config;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void it_becomes_ready_leads_makes_its_ca_and_shows_metrics() throws IOException, InterruptedException {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(get("/q/health/ready")).contains("\"status\": \"UP\""));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(StatePage.of(get("/state")).leads()).isTrue());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(StatePage.of(get("/state")).model("authority"))
                        .asString()
                        .startsWith("CN=kube-ca "));
        var page = StatePage.of(get("/state"));
        assertThat(page.keys())
                .containsEntry("service", "portico-cert-manager-lite")
                .containsEntry("pod", config.identity())
                .containsEntry("node", "node-a")
                .containsEntry("problems", List.of());
        assertThat(page.watches()).contains("ingresses", "secrets");
        page.assertWithout(KubeApi.shared().admin().secrets().inNamespace(config.namespace()).list().getItems().stream()
                .map(Secret::getData)
                .toList());
        assertThat(get("/q/metrics")).contains("workqueue_depth{name=\"cert-manager-lite\"");
    }

    @Test
    void its_metrics_are_those_of_the_catalogue() throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(StatePage.of(get("/state")).leads()).isTrue());
        MetricsCatalogue.assertShown(
                get("/q/metrics"),
                Stream.concat(CertificateMetrics.CATALOGUE.stream(), RuntimeMetrics.CATALOGUE.stream())
                        .toList(),
                CertificateMetrics.EXPIRATION.name(),
                CertificateMetrics.RENEWAL.name(),
                CertificateMetrics.READY.name(),
                CertificateMetrics.ISSUED.name(),
                RuntimeMetrics.RATE_LIMITER.name());
    }

    @Test
    void requests_with_made_up_methods_paths_hosts_and_headers_add_no_series() throws Exception {
        sendMadeUp("first");
        var before = MadeUpRequests.series(get("/q/metrics"));
        assertThat(before).anySatisfy(series -> assertThat(series).startsWith("workqueue_depth{"));
        sendMadeUp("second");
        assertThat(MadeUpRequests.series(get("/q/metrics"))).isEqualTo(before);
    }

    private void sendMadeUp(String word) {
        MadeUpRequests.send(
                management.getPort(), word, "made-up.example", List.of("/", "/q/metrics", "/q/health/ready", "/state"));
    }

    private String get(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(management.resolve(path)).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    /** The API server, and an install namespace in it. */
    public static class Cluster implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            var api = KubeApi.shared();
            var config = new HashMap<>(api.quarkusConfig());
            config.put("portico.namespace", api.newNamespace("wiring"));
            config.put("portico.node-name", "node-a");
            return config;
        }

        @Override
        public void stop() {}
    }
}

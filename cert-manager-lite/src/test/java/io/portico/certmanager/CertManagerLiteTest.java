package io.portico.certmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.portico.certmanager.metrics.CertificateMetrics;
import io.portico.runtime.PorticoConfig;
import io.portico.runtime.metrics.RuntimeMetrics;
import io.portico.testkit.KubeApi;
import io.portico.testkit.ManagementPort;
import io.portico.testkit.MetricsCatalogue;
import io.portico.testkit.Requires;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The application as Quarkus puts it together, on its management port. */
@QuarkusTest
@QuarkusTestResource(CertManagerLiteTest.Cluster.class)
@Requires(Requires.Need.KUBE_API)
class CertManagerLiteTest {
    @Inject
    PorticoConfig config;

    @TestHTTPResource(value = "/", management = true)
    URI uri;

    @Test
    void it_becomes_ready_leads_makes_its_ca_and_shows_metrics() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(management().readiness()).contains("\"status\": \"UP\""));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(management().state().leads()).isTrue());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(management().state().model("authority"))
                        .asString()
                        .startsWith("CN=kube-ca "));
        var page = management().state();
        assertThat(page.keys())
                .containsEntry("service", "portico-cert-manager-lite")
                .containsEntry("pod", config.identity())
                .containsEntry("node", "node-a")
                .containsEntry("problems", List.of());
        assertThat(page.watches()).contains("ingresses", "secrets");
        page.assertWithout(KubeApi.shared().admin().secrets().inNamespace(config.namespace()).list().getItems().stream()
                .map(Secret::getData)
                .toList());
        assertThat(management().metrics()).contains("workqueue_depth{name=\"cert-manager-lite\"");
    }

    @Test
    void its_metrics_are_those_of_the_catalogue() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(management().state().leads()).isTrue());
        MetricsCatalogue.assertShown(
                management().metrics(),
                Stream.concat(CertificateMetrics.CATALOGUE.stream(), RuntimeMetrics.CATALOGUE.stream())
                        .toList(),
                CertificateMetrics.EXPIRATION.name(),
                CertificateMetrics.RENEWAL.name(),
                CertificateMetrics.READY.name(),
                CertificateMetrics.ISSUED.name(),
                RuntimeMetrics.RATE_LIMITER.name());
    }

    @Test
    void requests_with_made_up_methods_paths_hosts_and_headers_add_no_series() {
        management().assertNothingMadeUpIsCounted("workqueue_depth{", _ -> {});
    }

    private ManagementPort management() {
        return new ManagementPort(uri);
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

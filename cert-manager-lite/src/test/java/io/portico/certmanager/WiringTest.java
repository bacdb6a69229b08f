package io.portico.certmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.testkit.KubeApi;
import io.portico.testkit.MadeUpRequests;
import io.portico.testkit.Requires;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The application as Quarkus puts it together, on its management port. */
@QuarkusTest
@QuarkusTestResource(WiringTest.Cluster.class)
@Requires(Requires.Need.KUBE_API)
class WiringTest {
    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void it_becomes_ready_leads_makes_its_ca_and_shows_metrics() throws IOException, InterruptedException {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(get("/q/health/ready")).contains("\"status\": \"UP\""));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(get("/state")).contains("leads: true").contains("authority: CN=kube-ca "));
        assertThat(get("/q/metrics")).contains("workqueue_depth{name=\"cert-manager-lite\"");
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
            return config;
        }

        @Override
        public void stop() {}
    }
}

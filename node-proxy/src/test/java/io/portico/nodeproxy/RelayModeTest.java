package io.portico.nodeproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.portico.nodeproxy.metrics.NodeProxyMetrics;
import io.portico.testkit.Commands;
import io.portico.testkit.KubeApi;
import io.portico.testkit.ManagementPort;
import io.portico.testkit.Requires;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The program as a whole without any rule in the kernel. The network of this JVM is the node's. */
@QuarkusTest
@Requires({Requires.Need.KUBE_API, Requires.Need.OWN_NETWORK})
@WithTestResource(RelayModeTest.Cluster.class)
class RelayModeTest {
    private static final String ENDPOINT = "10.244.77.7";

    @TestHTTPResource(value = "/", management = true)
    URI uri;

    /** The API server, this node's name, and the mode. */
    public static final class Cluster implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            var config = new HashMap<>(KubeApi.shared().quarkusConfig());
            config.put("portico.node-name", "node-r");
            config.put("portico.node-proxy.mode", "relay");
            return config;
        }

        @Override
        public void stop() {
            // The API server ends with the JVM.
            System.clearProperty("portico.node-name");
        }
    }

    @Test
    void a_node_port_is_relayed_to_its_endpoints_and_what_is_not_done_is_said() throws IOException {
        var api = KubeApi.shared();
        var namespace = api.newNamespace("relay-mode");
        // The API server takes no loopback address for an endpoint's.
        Commands.run(List.of("ip", "addr", "add", ENDPOINT + "/32", "dev", "lo"));
        var endpoint = HttpServer.create(new InetSocketAddress(ENDPOINT, 0), 0);
        var port = endpoint.getAddress().getPort();
        endpoint.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("echo".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        endpoint.start();
        try {
            var service = api.admin()
                    .resource(Worlds.service("web", List.of(), "web:80/TCP")
                            .editMetadata()
                            .withNamespace(namespace)
                            .withUid(null)
                            .endMetadata()
                            .editSpec()
                            .withType("NodePort")
                            .endSpec()
                            .build())
                    .create();
            var nodePort = service.getSpec().getPorts().getFirst().getNodePort();
            var asked = URI.create("http://127.0.0.1:" + nodePort + "/");
            var slice = Worlds.slice("web-1", "web", List.of("web:" + port + "/TCP"), ENDPOINT);
            var _ = api.admin()
                    .resource(slice.editMetadata()
                            .withNamespace(namespace)
                            .endMetadata()
                            .build())
                    .create();
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(get(asked)).isEqualTo("echo"));

            var management = new ManagementPort(uri);
            var limits = "no ClusterIP, no external or load balancer address";
            assertThat(management.state().model("notes")).asString().contains("note: relay mode", limits);
            assertThat(management.readiness()).contains(limits).doesNotContain("DOWN");
            var shown = management.metrics();
            assertThat(NodeProxyMetrics.CATALOGUE)
                    .filteredOn(metric -> metric.name().contains("_relay_"))
                    .isNotEmpty()
                    .allSatisfy(metric ->
                            assertThat(shown).contains(" " + metric.help() + "\n", "\n" + metric.name() + " "));
            await().untilAsserted(() -> assertThat(api.admin()
                            .v1()
                            .events()
                            .inNamespace("default")
                            .list()
                            .getItems())
                    .anySatisfy(event -> {
                        assertThat(event.getInvolvedObject().getName()).isEqualTo("node-r");
                        assertThat(event.getMessage()).contains(limits);
                    }));

            var _ = api.admin().resource(service).delete();
            await().untilAsserted(() -> assertThatThrownBy(() -> get(asked)).isInstanceOf(ConnectException.class));
        } finally {
            endpoint.stop(0);
        }
    }

    private static String get(URI asked) throws IOException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(asked).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.portico.nodeproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portico.nodeproxy.metrics.NodeProxyMetrics;
import io.portico.runtime.metrics.Metric;
import io.portico.runtime.metrics.RuntimeMetrics;
import io.portico.testkit.Commands;
import io.portico.testkit.KubeApi;
import io.portico.testkit.MadeUpRequests;
import io.portico.testkit.ManagementPort;
import io.portico.testkit.MetricsCatalogue;
import io.portico.testkit.Requires;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The program as a whole, in the network of this JVM. */
@QuarkusTest
@Requires({Requires.Need.KUBE_API, Requires.Need.NFT})
@WithTestResource(NodeProxyApplicationTest.Cluster.class)
class NodeProxyApplicationTest {
    @TestHTTPResource(value = "/", management = true)
    URI uri;

    /** The API server, and this node's name. */
    public static final class Cluster implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            var config = new HashMap<>(KubeApi.shared().quarkusConfig());
            config.put("portico.node-name", "node-a");
            return config;
        }

        @Override
        public void stop() {
            // The API server ends with the JVM.
            System.clearProperty("portico.node-name");
        }
    }

    @Test
    void it_becomes_ready_with_its_rules_in_the_kernel_and_says_what_it_does() {
        await().untilAsserted(() -> assertThat(management().readiness())
                .contains("\"rules\"", "\"UP\"")
                .doesNotContain("DOWN"));
        assertThat(management().metrics())
                .contains("kubeproxy_sync_proxy_rules_duration_seconds_bucket{ip_family=\"IPv4\"")
                .contains("kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family=\"IPv6\"")
                .contains("# TYPE kubeproxy_sync_proxy_rules_no_local_endpoints_total gauge")
                .contains("kubeproxy_sync_proxy_rules_no_local_endpoints_total{ip_family=\"IPv6\","
                        + "traffic_policy=\"internal\"")
                .contains("kubeproxy_sync_proxy_rules_nftables_sync_failures_total{ip_family=\"IPv4\"");
        var page = management().state();
        assertThat(page.keys())
                .containsEntry("service", "portico-node-proxy")
                .containsEntry("node", "node-a")
                .containsEntry("leader", null);
        assertThat(page.model()).containsEntry("mode", "nftables").containsEntry("notApplied", "");
        assertThat(page.watches()).contains("services", "endpointslices");
        assertThat(Commands.run(List.of("nft", "list", "tables"))).contains("table ip portico", "table ip6 portico");
    }

    @Test
    void load_balancers_are_told_whether_this_node_has_endpoints_and_is_well() {
        var api = KubeApi.shared();
        var namespace = api.newNamespace("health-check");
        var service = api.admin()
                .resource(Worlds.service("web", List.of(), "web:80/TCP")
                        .editMetadata()
                        .withNamespace(namespace)
                        .withUid(null)
                        .endMetadata()
                        .editSpec()
                        .withType("LoadBalancer")
                        .withExternalTrafficPolicy("Local")
                        .endSpec()
                        .build())
                .create();
        var port = service.getSpec().getHealthCheckNodePort();
        var asked = URI.create("http://127.0.0.1:" + port + "/");
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(get(asked).statusCode()).isEqualTo(503));

        var slice = Worlds.on("node-a", Worlds.slice("web-1", "web", List.of("web:8080/TCP"), "10.244.1.2"));
        var _ = api.admin()
                .resource(slice.editMetadata()
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();
        await().untilAsserted(() -> assertThat(get(asked).statusCode()).isEqualTo(200));
        assertThat(management().state().text()).contains("  " + port + " Service " + namespace + "/web: 1 IPv4\n");

        var clusterIp = service.getSpec().getClusterIP();
        assertThat(get("explain?ip=" + clusterIp + "&port=80").body())
                .contains("Service " + namespace + "/web, port web: its ClusterIP")
                .contains("from outside, a pod of this node, this node itself: forwarded: to one of its endpoints, any")
                .contains("map services { " + clusterIp + " . tcp . 80 : goto ")
                .contains("  10.244.1.2:8080  node-a  ready  in ");
        assertThat(get("explain?ip=" + clusterIp + "&port=nonsense").statusCode())
                .isEqualTo(400);
        var json = new JsonObject(get(uri.resolve("/explain?from=pod&port=80&ip=" + clusterIp), "application/json")
                .body());
        assertThat(json.getJsonArray("findings").getJsonObject(0).getString("outcome"))
                .isEqualTo("FORWARDED");

        var _ = api.admin().resource(service).delete();
        await().untilAsserted(() -> assertThatThrownBy(() -> get(asked)).hasCauseInstanceOf(ConnectException.class));
        assertThat(get(URI.create("http://127.0.0.1:10256/healthz")).body()).contains("\"nodeEligible\":true");
    }

    @Test
    void hints_are_followed_from_the_zone_of_the_node_and_local_policies_without_local_endpoints_are_counted() {
        var api = KubeApi.shared();
        var namespace = api.newNamespace("hints");
        var service = api.admin()
                .resource(Worlds.service("web", List.of(), "web:80/TCP")
                        .editMetadata()
                        .withNamespace(namespace)
                        .withUid(null)
                        .endMetadata()
                        .editSpec()
                        .withType("NodePort")
                        .withExternalTrafficPolicy("Local")
                        .endSpec()
                        .build())
                .create();
        var slice = Worlds.slice("web-1", "web", List.of("web:8080/TCP"), "10.244.2.2", "10.244.2.3")
                .editMetadata()
                .withNamespace(namespace)
                .endMetadata();
        for (var zone : List.of("west", "east")) {
            slice = slice.editMatchingEndpoint(endpoint -> !endpoint.hasHints())
                    .withNewHints()
                    .addNewForZone(zone)
                    .endHints()
                    .endEndpoint();
        }
        var _ = api.admin().resource(slice.build()).create();
        var answers = service.getSpec().getClusterIP() + ":80, node port "
                + service.getSpec().getPorts().getFirst().getNodePort() + "\n  ";
        await().untilAsserted(
                        () -> assertThat(ports()).contains(answers + "10.244.2.2:8080\n  10.244.2.3:8080\n  external"));

        var node = api.admin().resource(Worlds.node("node-a")).create();
        try {
            for (var zone : Map.of("west", "10.244.2.2", "east", "10.244.2.3").entrySet()) {
                var _ = api.admin()
                        .nodes()
                        .withName("node-a")
                        .edit(n -> n.edit()
                                .editMetadata()
                                .addToLabels("topology.kubernetes.io/zone", zone.getKey())
                                .endMetadata()
                                .build());
                await().untilAsserted(
                                () -> assertThat(ports()).contains(answers + zone.getValue() + ":8080\n  external"));
            }
        } finally {
            api.admin().resource(node).delete();
        }
        assertThat(management().metrics())
                .containsPattern("no_local_endpoints_total\\{ip_family=\"IPv4\",traffic_policy=\"external\",?} [1-9]");
        var _ = api.admin().resource(service).delete();
    }

    @Test
    void its_metrics_are_those_of_the_catalogue() throws Exception {
        await().untilAsserted(() -> assertThat(management().readiness()).doesNotContain("DOWN"));
        var names = Stream.concat(NodeProxyMetrics.CATALOGUE.stream(), RuntimeMetrics.CATALOGUE.stream())
                .map(Metric::name)
                .toList();
        MetricsCatalogue.assertShown(
                management().metrics(),
                Stream.concat(NodeProxyMetrics.CATALOGUE.stream(), RuntimeMetrics.CATALOGUE.stream())
                        .toList(),
                Stream.concat(
                                Stream.of(
                                        NodeProxyMetrics.PROGRAMMING.name(),
                                        NodeProxyMetrics.FLOWS_FORGOTTEN.name(),
                                        NodeProxyMetrics.HEALTHZ.name(),
                                        NodeProxyMetrics.LIVEZ.name(),
                                        RuntimeMetrics.LEADS.name(),
                                        RuntimeMetrics.RATE_LIMITER.name()),
                                names.stream()
                                        .filter(name -> name.startsWith("workqueue_") || name.contains("_relay_")))
                        .toArray(String[]::new));
    }

    @Test
    void requests_with_made_up_methods_paths_hosts_and_headers_add_no_series() throws Exception {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(get(URI.create("http://127.0.0.1:10256/healthz"))
                                .statusCode())
                        .isEqualTo(200));
        management().assertNothingMadeUpIsCounted("kubeproxy_", word -> {
            MadeUpRequests.send(10256, word, "made-up.example", List.of("/healthz", "/livez"));
            MadeUpRequests.send(
                    uri.getPort(), word, "made-up.example", List.of("/explain", "/explain?ip=10.96.0.1&port=80"));
        });
    }

    private ManagementPort management() {
        return new ManagementPort(uri);
    }

    private String ports() {
        return String.valueOf(management().state().model("ports"));
    }

    private HttpResponse<String> get(String path) {
        return get(uri.resolve("/" + path));
    }

    private static HttpResponse<String> get(URI asked) {
        return get(asked, "*/*");
    }

    private static HttpResponse<String> get(URI asked, String accept) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(asked).header("Accept", accept).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

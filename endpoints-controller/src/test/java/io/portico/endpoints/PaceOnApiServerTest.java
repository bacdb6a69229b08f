package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.endpoints.model.loadbalancer.LoadBalancerChoices;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How hard the API server is worked, and what happens when it says that it is too hard. */
@Requires(Requires.Need.KUBE_API)
class PaceOnApiServerTest {
    private static final Map<String, String> WEB = Map.of("app", "web");

    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final InformerHealth informers = new InformerHealth();

    @AfterEach
    void endInformers() {
        informers.close();
    }

    @Test
    void changes_of_pods_within_a_batch_period_share_a_write() {
        var cluster = new TestCluster();
        cluster.service("web", WEB);
        try (var _ = controller(cluster, new Pace(Duration.ofSeconds(3), 0, 0))) {
            eventually().until(() -> cluster.slices("web").size() == 1);
            var ips = IntStream.range(0, 5)
                    .mapToObj(number -> cluster.readyPod("web-" + number, WEB) + " ready")
                    .sorted()
                    .toList();
            eventually().untilAsserted(() -> assertThat(cluster.sliced("web")).isEqualTo(ips));
            assertThat(metrics.counter("endpoint_slice_controller_changes", "operation", "update")
                            .count())
                    .as("the pods may take longer to make than one period")
                    .isBetween(1.0, 2.0);
        }
    }

    @Test
    void a_limit_of_writes_delays_them_and_says_so() {
        var cluster = new TestCluster();
        IntStream.range(0, 4).forEach(number -> cluster.service("web-" + number, WEB));
        try (var _ = controller(cluster, new Pace(Duration.ZERO, 20, 1))) {
            eventually()
                    .until(() -> IntStream.range(0, 4)
                            .allMatch(number -> cluster.slices("web-" + number).size() == 1));
            eventually()
                    .until(() -> metrics.get("rest_client_rate_limiter_duration_seconds")
                                    .timer()
                                    .count()
                            > 0);
        }
    }

    @Test
    void a_pace_that_cannot_work_is_refused_in_words() {
        assertThatThrownBy(() -> new Pace(Duration.ofHours(1), 0, 0)).hasMessageContaining("batch-period", "write");
        assertThatThrownBy(() -> new Pace(Duration.ZERO, -1, 1)).hasMessageContaining("api-qps");
        assertThatThrownBy(() -> new Pace(Duration.ZERO, 5, 0)).hasMessageContaining("api-burst");
    }

    /** The client does this; the test holds it to it. */
    @Test
    void who_is_told_to_come_back_later_comes_back_no_sooner() throws Exception {
        for (var status : List.of("429 Too Many Requests", "503 Service Unavailable")) {
            var arrivals = new CopyOnWriteArrayList<Long>();
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var client = new KubernetesClientBuilder()
                            .withConfig(new ConfigBuilder(Config.empty())
                                    .withMasterUrl("http://127.0.0.1:" + socket.getLocalPort())
                                    .build())
                            .build()) {
                var server = Thread.ofVirtual().start(() -> {
                    answer(socket, status + "\r\nRetry-After: 1", arrivals);
                    answer(socket, "200 OK", arrivals);
                });
                var _ = client.endpoints().inNamespace("shop").withName("web").get();
                server.join();
            }
            assertThat(Duration.ofNanos(arrivals.get(1) - arrivals.get(0)))
                    .as(status)
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    /** Takes one connection and one request without a body. */
    private static void answer(ServerSocket socket, String head, List<Long> arrivals) {
        try (var connection = socket.accept()) {
            var lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            while (!Objects.requireNonNullElse(lines.readLine(), "").isEmpty()) {
                assertThat(connection.isConnected()).isTrue();
            }
            arrivals.add(System.nanoTime());
            var body = "{\"kind\": \"Endpoints\", \"apiVersion\": \"v1\", \"metadata\": {\"name\": \"web\"}}";
            connection
                    .getOutputStream()
                    .write(("HTTP/1.1 " + head + "\r\nContent-Type: application/json\r\nConnection: close\r\n"
                                    + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EndpointsController controller(TestCluster cluster, Pace pace) {
        return new EndpointsController(
                KubeApi.shared().admin(),
                informers,
                metrics,
                new EndpointsController.Settings(
                        cluster.namespace, "only", 4, TestCluster.CHOICES, LoadBalancerChoices.DEFAULT, pace));
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}

package io.portico.nodeproxy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.state.HealthCheck;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import io.portico.testkit.TestClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over sockets of this JVM's own network. */
class HealthCheckServersTest {
    private static final ObjectRef WEB = new ObjectRef("v1", "Service", "shop", "web", "uid");

    private final Vertx vertx = Vertx.vertx();
    private final List<Problem> problems = new CopyOnWriteArrayList<>();
    private final TestClock clock = TestClock.standing();
    private final Freshness freshness = new Freshness(clock, Duration.ofSeconds(60));
    private final HealthCheckServers servers =
            new HealthCheckServers(vertx, new SimpleMeterRegistry(), freshness, "node-a", problems::add);
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = freePort();

    @AfterEach
    void stop() {
        client.close();
        servers.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_node_with_ready_endpoints_answers_200_at_any_path_and_says_how_many() {
        sync(Map.of(Family.IPV4, 2));
        var answer = answer("127.0.0.1", "/any/path");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"service\":{\"namespace\":\"shop\",\"name\":\"web\"},\"localEndpoints\":2,"
                        + "\"serviceProxyHealthy\":true}");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("X-Load-Balancing-Endpoint-Weight"))
                .contains("2");
    }

    @Test
    void each_family_is_told_of_its_own_endpoints() {
        sync(Map.of(Family.IPV4, 0, Family.IPV6, 1));
        assertThat(answer("127.0.0.1", "/").statusCode()).isEqualTo(503);
        assertThat(answer("[::1]", "/").statusCode()).isEqualTo(200);
    }

    @Test
    void a_change_of_the_endpoints_leaves_open_connections_alone() throws IOException {
        sync(Map.of(Family.IPV4, 0));
        assertThat(answer("127.0.0.1", "/").statusCode()).isEqualTo(503);
        try (var probe = new Probe(port)) {
            assertThat(probe.ask()).isEqualTo("HTTP/1.1 503 Service Unavailable");
            sync(Map.of(Family.IPV4, 1));
            assertThat(probe.ask()).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void a_proxy_whose_rules_are_stale_answers_503_and_says_so() {
        sync(Map.of(Family.IPV4, 1));
        freshness.applied(Family.IPV4);
        freshness.waiting();
        assertThat(answer("127.0.0.1", "/").statusCode()).isEqualTo(200);
        clock.jump(Duration.ofSeconds(61));
        var answer = answer("127.0.0.1", "/");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"localEndpoints\":1,\"serviceProxyHealthy\":false");
    }

    @Test
    void nothing_listens_once_the_service_is_gone() {
        sync(Map.of(Family.IPV4, 1));
        assertThat(answer("127.0.0.1", "/").statusCode()).isEqualTo(200);
        servers.sync(new TreeMap<>(), everywhere());
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> get("127.0.0.1", "/")).isInstanceOf(ConnectException.class));
    }

    @Test
    void a_port_that_is_taken_is_said_on_the_service_and_bound_once_it_is_free() throws IOException {
        try (var _ = new ServerSocket(port)) {
            sync(Map.of(Family.IPV4, 1));
            await().untilAsserted(() -> assertThat(problems).isNotEmpty());
            assertThat(problems.getFirst().about()).isEqualTo(WEB);
            assertThat(problems.getFirst().reason()).isEqualTo("FailedToStartServiceHealthcheck");
            assertThat(problems.getFirst().message())
                    .startsWith("spec.healthCheckNodePort " + port + " cannot be bound on node node-a, trying again: ")
                    .contains("in use");
            assertThat(servers.toString()).contains("not bound: ");
        }
        assertThat(answer("127.0.0.1", "/").statusCode()).isEqualTo(200);
        assertThat(servers.toString()).isEqualTo("""
                health check node ports, ready endpoints here
                  %d Service shop/web: 1 IPv4
                """.formatted(port));
    }

    @Test
    void only_the_addresses_that_take_node_ports_answer() {
        var only = Set.of(Address.parse("127.0.0.2").orElseThrow());
        servers.sync(checks(Map.of(Family.IPV4, 1)), new ListenAddresses(only, only));
        assertThat(answer("127.0.0.2", "/").statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> get("127.0.0.1", "/")).isInstanceOf(ConnectException.class);
    }

    private void sync(Map<Family, Integer> ready) {
        servers.sync(checks(ready), everywhere());
    }

    private SortedMap<Integer, HealthCheck> checks(Map<Family, Integer> ready) {
        return new TreeMap<>(Map.of(port, new HealthCheck(WEB, port, ready)));
    }

    private static ListenAddresses everywhere() {
        try {
            return new ListenAddresses(Set.of(), Set.of(ListenAddresses.any()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Once somebody listens. */
    private HttpResponse<String> answer(String host, String path) {
        return await().ignoreExceptions().until(() -> get(host, path), response -> true);
    }

    private HttpResponse<String> get(String host, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection that stays. */
    private static final class Probe implements AutoCloseable {
        private final Socket socket;

        Probe(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(5000);
        }

        /** The status line. */
        String ask() throws IOException {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: lb\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new StringBuilder();
            while (!answer.toString().endsWith("true}")) {
                var next = socket.getInputStream().read();
                if (next < 0) {
                    return "closed";
                }
                answer.append((char) next);
            }
            return answer.toString().lines().findFirst().orElseThrow();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

package io.portico.nodeproxy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.runtime.net.Family;
import io.portico.testkit.TestClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeHealthServerTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TestClock clock = TestClock.standing();
    private final Freshness freshness = new Freshness(clock, Duration.ofSeconds(60));
    private final AtomicBoolean eligible = new AtomicBoolean(true);
    private final NodeHealthServer server = new NodeHealthServer(vertx, registry, freshness, eligible::get);
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = freePort();

    @BeforeEach
    void start() {
        server.listen(new NodeHealthServer.BindAddress("127.0.0.1", port));
        await().ignoreExceptions().until(() -> get("/livez").statusCode() == 200);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void it_is_healthy_before_anything_was_applied_however_long_that_takes() {
        freshness.waiting();
        clock.jump(Duration.ofHours(1));
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void it_is_healthy_until_a_change_waits_too_long_and_again_once_it_is_applied() {
        freshness.applied(Family.IPV4);
        clock.jump(Duration.ofHours(1));
        freshness.waiting();
        clock.jump(Duration.ofSeconds(59));
        freshness.waiting();
        assertThat(get("/healthz").body())
                .isEqualTo("{\"lastUpdated\":\"2026-01-01T01:00:59Z\",\"currentTime\":\"2026-01-01T01:00:59Z\","
                        + "\"nodeEligible\":true}");
        clock.jump(Duration.ofSeconds(2));
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/livez").statusCode()).isEqualTo(503);
        assertThat(get("/livez").body())
                .isEqualTo("{\"lastUpdated\":\"2026-01-01T00:00:00Z\",\"currentTime\":\"2026-01-01T01:01:01Z\"}");
        freshness.applied(Family.IPV4);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(registry.counter("kubeproxy_proxy_healthz_total", "code", "503")
                        .count())
                .isEqualTo(1);
        assertThat(registry.counter("kubeproxy_proxy_healthz_total", "code", "200")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void a_node_that_is_about_to_go_gets_nothing_new_and_lives() {
        eligible.set(false);
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").body()).contains("\"nodeEligible\":false");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void other_paths_are_not_found() {
        assertThat(get("/metrics").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

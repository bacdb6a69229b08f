package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.Traffic;
import io.portico.ingress.model.routing.UpstreamPolicy;
import io.portico.ingress.tls.DefaultCertificate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sides that are slow, or silent: who is not waited for, and how long who is. */
@ExtendWith(Leaks.class)
class SlowSidesTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int PIECE = 64 * 1024;
    private static final int PIECES = 1024;

    private Traffic traffic = with(Timeouts.DEFAULT, Duration.ofSeconds(60));

    @AfterEach
    void stop() {
        await().until(() ->
                traffic.metrics.get("portico_ingress_requests_active").gauge().value() == 0);
        traffic.close();
    }

    private static Traffic with(Timeouts timeouts, Duration read) {
        Leaks.watch();
        return new Traffic(
                (_, settings, metrics, reports) -> new NettyProxyEngine(
                        settings, timeouts, DefaultCertificate.create(Instant.now()), metrics, reports),
                UpstreamPolicy.DEFAULT.withTimeouts(Duration.ofSeconds(5), read),
                List.of());
    }

    private void restart(Timeouts timeouts, Duration read) {
        traffic.close();
        traffic = with(timeouts, read);
    }

    @Test
    void an_endpoint_is_not_read_while_the_client_does_not_read() throws IOException {
        var written = new AtomicLong();
        try (var web = new ScriptedEndpoint((wire, _) -> {
            wire.readUntil("\r\n\r\n");
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) PIECE * PIECES + "\r\n\r\n");
            for (var i = 0; i < PIECES; i++) {
                wire.send("a".repeat(PIECE));
                written.addAndGet(PIECE);
            }
            wire.awaitEnd();
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                client.send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
                client.readUntil("\r\n\r\n");
                assertStalls(written);
                assertThat(client.socket().getInputStream().readNBytes(PIECE * PIECES))
                        .hasSize(PIECE * PIECES);
            }
        }
    }

    @Test
    void a_client_is_not_read_while_the_endpoint_does_not_read() throws Exception {
        var written = new AtomicLong();
        var go = new CountDownLatch(1);
        try (var web = new ScriptedEndpoint((wire, _) -> {
            wire.readUntil("\r\n\r\n");
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            var read = wire.socket().getInputStream().readNBytes(PIECE * PIECES).length;
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n" + read);
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: " + PIECE * PIECES + "\r\n\r\n");
                var sending = Thread.ofVirtual().start(() -> {
                    try {
                        for (var i = 0; i < PIECES; i++) {
                            client.send("a".repeat(PIECE));
                            written.addAndGet(PIECE);
                        }
                    } catch (IOException e) {
                        written.set(-1);
                    }
                });
                assertStalls(written);
                go.countDown();
                assertThat(client.readMessage()).endsWith("\r\n\r\n" + PIECE * PIECES);
                sending.join();
            }
        }
    }

    @Test
    void a_client_that_reads_no_answers_gets_no_more_of_them() throws Exception {
        var written = new AtomicLong();
        var request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        try (var client = Wire.to(traffic.http())) {
            var sending = Thread.ofVirtual().start(() -> {
                try {
                    for (var i = 0; i < PIECES; i++) {
                        client.send(request.repeat(PIECE / request.length()));
                        written.addAndGet(PIECE);
                    }
                } catch (IOException e) {
                    // the end of the test
                }
            });
            assertStalls(written);
            assertThat(client.readMessage()).startsWith("HTTP/1.1 404 ");
            client.hangUp();
            sending.join();
        }
    }

    /** What kernels buffer on both sides is some megabytes; the body is 64 MiB. */
    private static void assertStalls(AtomicLong written) {
        var last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(300))
                .atMost(2, TimeUnit.MINUTES)
                .until(() -> last.getAndSet(written.get()) == written.get() && written.get() > 0);
        assertThat(written.get()).isLessThan((long) PIECE * PIECES / 2);
    }

    @Test
    void a_client_that_does_not_end_its_head_gets_408_and_one_that_does_not_begin_nothing() throws IOException {
        restart(new Timeouts(SHORT, SHORT, LONG, LONG, SHORT, SHORT), LONG);
        try (var silent = Wire.to(traffic.http());
                var slow = Wire.to(traffic.http())) {
            slow.send("GET / HTTP/1.1\r\nHost: sh");
            assertThat(slow.readAll()).startsWith("HTTP/1.1 408 ").contains("connection: close");
            assertThat(silent.readAll()).isEmpty();
        }
    }

    @Test
    void a_client_that_stops_its_upload_gets_408_and_the_endpoint_is_not_blamed() throws IOException {
        restart(new Timeouts(LONG, LONG, SHORT, LONG, SHORT, LONG), SHORT);
        try (var web = new ScriptedEndpoint((wire, _) -> wire.awaitEnd())) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 10\r\n\r\nhalf");
                assertThat(client.readAll()).startsWith("HTTP/1.1 408 ");
            }
        }
    }

    @Test
    void the_time_of_an_endpoint_runs_from_the_last_byte_of_the_request() throws IOException {
        restart(new Timeouts(LONG, LONG, LONG, LONG, SHORT, LONG), SHORT);
        try (var web = new ScriptedEndpoint((wire, _) -> wire.awaitEnd())) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 4\r\n\r\n");
                for (var i = 0; i < 4; i++) {
                    // Longer in all than the endpoint has.
                    await().pollDelay(SHORT.dividedBy(2)).until(() -> true);
                    client.send("x");
                }
                assertThat(client.readMessage()).startsWith("HTTP/1.1 504 ");
            }
        }
    }

    @Test
    void a_client_that_waits_to_go_on_is_told_so_in_the_end_by_us() throws IOException {
        restart(new Timeouts(LONG, LONG, LONG, SHORT, SHORT, LONG), LONG);
        try (var web = new ScriptedEndpoint((wire, _) -> {
            assertThat(wire.readUntil("\r\n\r\n")).contains("\r\nexpect: 100-continue\r\n");
            wire.readUntil("body");
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                client.send(
                        "POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
                assertThat(client.readUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
                assertThat(client.send("body").readMessage()).endsWith("ok");
            }
            assertThat(web.faults()).isEmpty();
        }
    }

    @Test
    void a_client_that_waits_to_go_on_is_never_told_so_before_a_refusal() throws IOException {
        try (var web = ScriptedEndpoint.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")) {
            traffic.serve("shop.example", route("/", web.endpoint()), route("/none"));
            for (var path : new String[] {"/", "/none"}) {
                try (var client = Wire.to(traffic.http())) {
                    client.send("POST " + path + " HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 4\r\n"
                            + "Expect: 100-continue\r\n\r\n");
                    assertThat(client.readMessage())
                            .startsWith("HTTP/1.1 " + (path.equals("/") ? 403 : 503))
                            .contains("\r\nconnection: close\r\n");
                }
            }
        }
    }

    /** The smaller one waits here as a whole, of the larger one its endpoint still has the most. */
    @ParameterizedTest
    @ValueSource(ints = {100_000, 20_000_000})
    void a_response_that_an_http2_client_does_not_take_is_given_up(int size) throws IOException {
        restart(new Timeouts(LONG, LONG, SHORT, LONG, LONG, LONG), LONG);
        try (var web = new ScriptedEndpoint((wire, _) -> {
                    wire.readUntil("\r\n\r\n");
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + "a".repeat(size));
                    wire.awaitEnd();
                });
                var client = new Http2TestClient(traffic.http())) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            client.request(1, true, "GET", "/");
            assertThat(client.until(1)).last().isEqualTo("1 RESET CANCEL");
        }
    }
}

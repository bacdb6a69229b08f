package io.portico.ingress.engine;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.ingress.model.routing.Endpoint;
import io.portico.ingress.model.routing.UpstreamPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(TestedEngine.class)
class ForwardingTest {
    private final TestedEngine engine;
    private final Traffic traffic;

    ForwardingTest(TestedEngine engine) {
        this.engine = engine;
        this.traffic = new Traffic(engine);
    }

    @AfterEach
    void stop() {
        // Whatever became of a request, nothing that counts as under way is left behind.
        await().until(() ->
                traffic.metrics.get("portico_ingress_requests_active").gauge().value() == 0);
        traffic.close();
    }

    @Test
    void a_clients_own_forwarded_headers_are_overwritten() {
        try (var web = TestUpstream.named("web")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            var seen = traffic.send(
                            "GET / HTTP/1.1",
                            "Host: shop.example:8080",
                            "X-Forwarded-For: 6.6.6.6",
                            "x_forwarded_for: 6.6.6.6",
                            "X.Forwarded.For: 6.6.6.6",
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-Host: evil.example",
                            "X-Forwarded-Port: 1",
                            "X-Forwarded-Prefix: /evil",
                            "X-Real-IP: 6.6.6.6",
                            "Forwarded: for=6.6.6.6",
                            "Proxy: http://evil.example",
                            "X-Kept: yes",
                            "Connection: close")
                    .body();
            assertThat(seen)
                    .doesNotContain("evil")
                    .doesNotContain(": 6.6.6.6, ")
                    .contains("\nx-original-forwarded-for: 6.6.6.6\n")
                    .contains("\nx-forwarded-for: 127.0.0.1\n")
                    .contains("\nx-real-ip: 127.0.0.1\n")
                    .contains("\nx-forwarded-proto: http\n")
                    .contains("\nhost: shop.example:8080\n")
                    .contains("\nx-forwarded-host: shop.example:8080\n")
                    .contains("\nx-forwarded-port: " + traffic.http() + "\n")
                    .contains("\nforwarded: for=127.0.0.1;proto=http;host=\"shop.example:8080\"\n")
                    .contains("\nx-kept: yes\n");
        }
    }

    @Test
    void hop_by_hop_headers_end_at_the_proxy_and_cannot_take_ours_with_them() {
        try (var web = TestUpstream.named("web")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            var seen = traffic.send(
                            "GET / HTTP/1.1",
                            "Host: shop.example",
                            "Connection: close",
                            "connection: X-Forwarded-FOR, x-secret, Host, x-real-ip",
                            "X-Secret: of one hop",
                            "Keep-Alive: timeout=5",
                            "TE: trailers",
                            "Upgrade: h2c",
                            "HTTP2-Settings: AAMAAABkAAQAAP__",
                            "Proxy-Connection: keep-alive",
                            "Proxy-Authorization: Basic x")
                    .body();
            assertThat(seen)
                    .doesNotContain("x-secret", "keep-alive:", "\nte:", "upgrade", "http2-settings", "proxy-")
                    .contains("\nx-forwarded-for: 127.0.0.1\n")
                    .contains("\nx-real-ip: 127.0.0.1\n")
                    .contains("\nhost: shop.example\n");
        }
    }

    @Test
    void hop_by_hop_headers_of_an_answer_do_not_reach_the_client() {
        try (var web = TestUpstream.answering(exchange -> {
            exchange.getResponseHeaders().add("X-Secret", "of one hop");
            exchange.getResponseHeaders().add("Connection", "x-SECRET");
            exchange.getResponseHeaders().add("Keep-Alive", "timeout=5");
            exchange.getResponseHeaders().add("Server", "theirs");
            exchange.getResponseHeaders().add("Set-Cookie", "a=1");
            exchange.getResponseHeaders().add("Set-Cookie", "b=2");
            TestUpstream.answer(exchange, 201, "made\n");
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            var answer = traffic.get("shop.example", "/");
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.headers())
                    .doesNotContainKeys("x-secret", "keep-alive")
                    .containsEntry("server", "theirs")
                    .containsEntry("set-cookie", "a=1, b=2");
        }
    }

    @Test
    void bodies_pass_both_ways_by_length_and_in_chunks() {
        try (var web = TestUpstream.answering(exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(body);
            exchange.close();
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            var body = "0123456789".repeat(300_000);
            var byLength = traffic.raw("POST / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body);
            assertThat(byLength.length()).isGreaterThan(body.length());
            assertThat(byLength).endsWith("0\r\n\r\n");
            var chunked = traffic.send(
                    "POST / HTTP/1.1",
                    "Host: shop.example",
                    "Connection: close",
                    "Transfer-Encoding: chunked",
                    "",
                    "5",
                    "hello",
                    "0");
            assertThat(chunked.body()).contains("hello");
        }
    }

    @Test
    void answers_without_a_body_leave_the_connection_in_step() {
        try (var web = TestUpstream.answering(exchange -> {
            switch (exchange.getRequestURI().getPath()) {
                case "/204" -> exchange.sendResponseHeaders(204, -1);
                case "/304" -> exchange.sendResponseHeaders(304, -1);
                default -> exchange.sendResponseHeaders(200, -1);
            }
            exchange.close();
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            for (var first : new String[] {"GET /204", "GET /304", "HEAD /", "GET /"}) {
                var both = traffic.raw(first + " HTTP/1.1\r\nHost: shop.example\r\n\r\n"
                        + "GET /204 HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n");
                var second = both.substring(both.indexOf("\r\n\r\n") + 4);
                assertThat(second).as(first).startsWith("HTTP/1.1 204");
                assertThat(Traffic.parse(second).body()).as(first).isEmpty();
            }
        }
    }

    @Test
    void a_client_that_waits_for_100_continue_is_told_to_go_on() throws Exception {
        try (var web = TestUpstream.named("web");
                var client = HttpClient.newHttpClient()) {
            traffic.serve("127.0.0.1", route("/", web.endpoint()));
            var response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + traffic.http() + "/"))
                            .version(HttpClient.Version.HTTP_1_1)
                            .expectContinue(true)
                            .POST(HttpRequest.BodyPublishers.ofString("the body"))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).endsWith("\n\nthe body");
        }
    }

    @Test
    void an_endpoint_that_refuses_connections_is_passed_over() throws IOException {
        try (var web = TestUpstream.named("web")) {
            traffic.serve("shop.example", route("/", web.endpoint(), refusing(), refusing()));
            for (var i = 0; i < 50; i++) {
                assertThat(traffic.get("shop.example", "/").status()).isEqualTo(200);
            }
            traffic.serve("shop.example", route("/", refusing()));
            var answer = traffic.get("shop.example", "/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).isEqualTo("502 Bad Gateway\n");
        }
    }

    @Test
    void no_endpoint_is_503_a_broken_answer_502_and_a_late_one_504() {
        traffic.serve("shop.example", route("/"));
        assertThat(traffic.get("shop.example", "/").status()).isEqualTo(503);

        var late = new CountDownLatch(1);
        try (var impatient = new Traffic(
                        engine, UpstreamPolicy.DEFAULT.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300)));
                var slow = TestUpstream.answering(exchange -> awaitOrGo(late));
                var rude = TestUpstream.answering(exchange -> {
                    throw new IOException("hangs up without an answer");
                })) {
            impatient.serve("shop.example", route("/slow", slow.endpoint()), route("/rude", rude.endpoint()));
            assertThat(impatient.get("shop.example", "/slow").status()).isEqualTo(504);
            assertThat(impatient.get("shop.example", "/rude").status()).isEqualTo(502);
        } finally {
            late.countDown();
        }
    }

    @Test
    void an_answer_that_breaks_off_never_looks_whole() throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            traffic.serve("shop.example", route("/", new Endpoint("127.0.0.1", server.getLocalPort())));
            assertThat(traffic.raw("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n"))
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void a_request_under_way_keeps_its_endpoint_when_the_table_is_swapped() throws Exception {
        var arrived = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        try (var old = TestUpstream.answering(exchange -> {
                    arrived.countDown();
                    awaitOrGo(answer);
                    TestUpstream.answer(exchange, 200, "old");
                });
                var young = TestUpstream.named("young")) {
            traffic.serve("shop.example", route("/", old.endpoint()));
            var underWay = CompletableFuture.supplyAsync(() -> traffic.get("shop.example", "/"));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            traffic.serve("shop.example", route("/", young.endpoint()));
            assertThat(traffic.get("shop.example", "/").body()).startsWith("young\n");
            answer.countDown();
            assertThat(underWay.get(10, TimeUnit.SECONDS).body()).isEqualTo("old");
        }
    }

    @Test
    void while_endpoints_come_and_go_no_request_fails() throws Exception {
        var stop = new AtomicBoolean();
        var faults = new CopyOnWriteArrayList<String>();
        var served = new AtomicInteger();
        traffic.serve("127.0.0.1");
        var clients = new ArrayList<Thread>();
        var first = TestUpstream.named("web");
        traffic.serve("127.0.0.1", route("/", first.endpoint()));
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + traffic.http() + "/"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            for (var i = 0; i < 4; i++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    while (!stop.get()) {
                        try {
                            var status = client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode();
                            if (status == 200) {
                                served.incrementAndGet();
                            } else {
                                faults.add("status " + status);
                            }
                        } catch (IOException | InterruptedException e) {
                            faults.add(e.toString());
                        }
                    }
                }));
            }
            for (var move = 0; move < 20; move++) {
                var before = served.get();
                var next = TestUpstream.named("web");
                traffic.serve("127.0.0.1", route("/", next.endpoint()));
                // Those that began before the swap still hold the first endpoint: it goes when they are through.
                await().until(() -> served.get() > before + 20);
                first.close();
                first = next;
            }
            stop.set(true);
            for (var thread : clients) {
                thread.join();
            }
        } finally {
            first.close();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void a_websocket_passes_bytes_both_ways_from_the_first_on_and_its_end_is_seen() throws IOException {
        var seen = new CompletableFuture<String>();
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    seen.complete(readUntil(socket, "\r\n\r\n"));
                    // The first frame comes with the answer, as socket.io sends it.
                    socket.getOutputStream()
                            .write(head(
                                    "HTTP/1.1 101 Switching Protocols",
                                    "Connection: Upgrade",
                                    "Upgrade: websocket",
                                    "Sec-WebSocket-Accept: key",
                                    "",
                                    "welcome"));
                    readUntil(socket, "hello");
                    socket.getOutputStream().write("echo".getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                    socket.getInputStream().read();
                } catch (IOException e) {
                    seen.completeExceptionally(e);
                }
            });
            traffic.serve("chat.example", route("/", new Endpoint("127.0.0.1", server.getLocalPort())));
            try (var client = new Socket(InetAddress.getLoopbackAddress(), traffic.http())) {
                client.setSoTimeout(10_000);
                client.getOutputStream()
                        .write(head(
                                "GET /room HTTP/1.1",
                                "Host: chat.example",
                                "Connection: keep-alive, Upgrade",
                                "Upgrade: WebSocket",
                                "Sec-WebSocket-Version: 13",
                                "Sec-WebSocket-Key: a2V5",
                                "X-Forwarded-For: 6.6.6.6",
                                "",
                                ""));
                assertThat(readUntil(client, "welcome")).startsWith("HTTP/1.1 101 ");
                client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                assertThat(readUntil(client, "echo")).isEqualTo("echo");
            }
        }
        assertThat(seen.join().toLowerCase(java.util.Locale.ROOT))
                .startsWith("get /room http/1.1\r\n")
                .contains("\r\nhost: chat.example\r\n")
                .contains("\r\nupgrade: websocket\r\n")
                .contains("\r\nsec-websocket-key: a2v5\r\n")
                .contains("\r\nx-forwarded-for: 127.0.0.1\r\n")
                .doesNotContain("keep-alive");
    }

    private static byte[] head(String... lines) {
        return String.join("\r\n", lines).getBytes(StandardCharsets.US_ASCII);
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            var read = socket.getInputStream().read();
            if (read < 0) {
                throw new IOException("the connection ended after: " + text);
            }
            text.append((char) read);
        }
        return text.toString();
    }

    private static void awaitOrGo(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody let it go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Endpoint refusing() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Endpoint("127.0.0.1", socket.getLocalPort());
        }
    }
}

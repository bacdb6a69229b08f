package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestUpstream;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Leaks.class)
class Http2Test {
    private static final int WINDOW = 65_535;

    private final Traffic traffic = new Traffic(TestedEngine.NETTY);

    @AfterEach
    void stop() {
        await().until(() ->
                traffic.metrics.get("portico_ingress_requests_active").gauge().value() == 0);
        traffic.close();
    }

    @Test
    void a_request_reaches_its_endpoint_with_its_host_and_its_cookies_in_one_field() throws IOException {
        try (var web = TestUpstream.named("web");
                var client = client()) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            client.request(1, true, "GET", "/a?b=c", "cookie", "a=1", "accept", "*/*", "cookie", "b=2");
            var answer = String.join("\n", client.until(1));
            assertThat(answer)
                    .startsWith("1 HEADERS :status=200 content-length=")
                    .contains("1 DATA web\nGET /a?b=c\n")
                    .contains("\ncookie: a=1; b=2\n", "\nhost: shop.example\n", "\nx-forwarded-proto: http\n");
        }
    }

    @Test
    void trailers_go_both_ways() throws Exception {
        var seen = new CompletableFuture<String>();
        try (var grpc = new ScriptedEndpoint((wire, _) -> {
                    seen.complete(wire.readUntil("\r\n\r\n") + wire.readUntil("x-sum: 3\r\n\r\n"));
                    wire.send(
                            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\ngrpc-status: 0\r\n\r\n");
                });
                var client = client()) {
            traffic.serve("shop.example", route("/", grpc.endpoint()));
            client.request(1, false, "POST", "/call");
            client.data(1, false, "one");
            client.headers(1, true, List.of("x-sum", "3"));
            assertThat(client.until(1))
                    .containsExactly("1 HEADERS :status=200", "1 DATA ok", "1 HEADERS grpc-status=0 END");
            assertThat(seen.get(60, TimeUnit.SECONDS))
                    .contains("transfer-encoding: chunked\r\n")
                    .endsWith("\r\n\r\n3\r\none\r\n0\r\nx-sum: 3\r\n\r\n");
        }
    }

    @Test
    void a_response_that_breaks_off_resets_its_stream_and_no_other() throws IOException {
        try (var broken = new ScriptedEndpoint((wire, _) -> {
                    var _ = wire.readUntil("\r\n\r\n");
                    wire.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc");
                });
                var web = TestUpstream.named("web");
                var client = client()) {
            traffic.serve("shop.example", route("/broken", broken.endpoint()), route("/", web.endpoint()));
            client.request(1, true, "GET", "/broken");
            assertThat(client.until(1)).last().isEqualTo("1 RESET INTERNAL_ERROR");
            client.request(3, true, "GET", "/");
            assertThat(client.until(3)).first().asString().startsWith("3 HEADERS :status=200");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET        | /a b    | x        | y         | RESET PROTOCOL_ERROR
            GET        | ''      | x        | y         | RESET PROTOCOL_ERROR
            GET        | /a#b    | x        | y         | RESET PROTOCOL_ERROR
            G T        | /       | x        | y         | RESET PROTOCOL_ERROR
            GET        | /       | x        | a\\r\\nb: c | RESET PROTOCOL_ERROR
            GET        | /       | x        | a\\0b     | RESET PROTOCOL_ERROR
            GET        | /       | x        | ' y'      | RESET PROTOCOL_ERROR
            GET        | /       | X        | y         | RESET PROTOCOL_ERROR
            GET        | /       | x y      | y         | RESET PROTOCOL_ERROR
            GET        | /       | x:y      | y         | RESET PROTOCOL_ERROR
            GET        | /       | ''       | y         | RESET PROTOCOL_ERROR
            GET        | /       | :path    | /other    | RESET PROTOCOL_ERROR
            GET        | /       | :status  | 200       | RESET PROTOCOL_ERROR
            GET        | /       | connection        | close   | RESET PROTOCOL_ERROR
            GET        | /       | transfer-encoding | chunked | RESET PROTOCOL_ERROR
            GET        | /       | upgrade           | h2c     | RESET PROTOCOL_ERROR
            GET        | /       | te                | gzip    | RESET PROTOCOL_ERROR
            GET        | /       | content-length    | 3       | RESET PROTOCOL_ERROR
            GET        | /       | host     | evil.example | RESET PROTOCOL_ERROR
            GET        | /%zz    | x        | y         | HEADERS :status=400
            GET        | /a%00b  | x        | y         | HEADERS :status=400
            GET        | *       | x        | y         | HEADERS :status=400
            TRACE      | /       | x        | y         | HEADERS :status=405
            GET        | /       | expect   | more      | HEADERS :status=417
            """)
    void what_cannot_be_said_in_http1_reaches_nobody_and_harms_no_other_request(
            String method, String path, String name, String value, String expected) throws IOException {
        var requests = new CountDownLatch(1);
        try (var web = TestUpstream.answering(exchange -> {
                    if (!exchange.getRequestURI().getPath().equals("/good")) {
                        requests.countDown();
                    }
                    TestUpstream.answer(exchange, 200, "web");
                });
                var client = client()) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            client.request(1, true, method, path, name, value.translateEscapes());
            assertThat(client.next()).startsWith("1 " + expected);
            client.request(3, true, "GET", "/good");
            assertThat(client.until(3)).last().isEqualTo("3 DATA web END");
            assertThat(requests.getCount()).isOne();
        }
    }

    @Test
    void uploads_that_their_endpoint_does_not_take_leave_room_for_others() throws IOException {
        var over = new CompletableFuture<Boolean>();
        try (var stuck = new ScriptedEndpoint((wire, _) -> {
                    wire.socket().setReceiveBufferSize(4096);
                    var _ = over.join();
                });
                var web = TestUpstream.named("web");
                var client = client()) {
            traffic.serve("shop.example", route("/stuck", stuck.endpoint()), route("/", web.endpoint()));
            var part = new byte[16_000];
            for (var stream = 1; stream < 20; stream += 2) {
                client.request(stream, false, "POST", "/stuck");
                for (var i = 0; i < 4; i++) {
                    client.data(stream, false, part);
                }
            }
            client.request(21, false, "POST", "/");
            client.data(21, true, "hello");
            assertThat(String.join("\n", client.until(21))).contains("21 DATA web\nPOST /\n", "hello END");
        } finally {
            var _ = over.complete(true);
        }
    }

    @Test
    void a_client_that_resets_its_request_ends_it_at_the_endpoint() throws Exception {
        var came = new CountDownLatch(1);
        var ended = new CompletableFuture<String>();
        try (var slow = new ScriptedEndpoint((wire, _) -> {
                    var _ = wire.readUntil("\r\n\r\n");
                    came.countDown();
                    ended.complete(wire.readAll() + "<end>");
                });
                var client = client()) {
            traffic.serve("shop.example", route("/", slow.endpoint()));
            client.request(1, true, "GET", "/");
            assertThat(came.await(60, TimeUnit.SECONDS)).isTrue();
            client.reset(1);
            assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo("<end>");
        }
    }

    @Test
    void an_answer_before_the_end_of_the_request_is_passed_on_and_the_client_asked_to_stop() throws IOException {
        try (var strict = new ScriptedEndpoint((wire, _) -> {
                    var _ = wire.readUntil("\r\n\r\n");
                    wire.send("HTTP/1.1 413 Content Too Large\r\ncontent-length: 3\r\n\r\nno\n");
                    wire.awaitEnd();
                });
                var client = client()) {
            traffic.serve("shop.example", route("/", strict.endpoint()));
            client.request(1, false, "POST", "/");
            assertThat(client.next()).startsWith("1 HEADERS :status=413");
            assertThat(client.next()).isEqualTo("1 DATA no\n END");
            assertThat(client.next()).isEqualTo("1 RESET NO_ERROR");
        }
    }

    @Test
    void no_more_is_sent_than_the_client_takes() throws IOException {
        var size = 300_000;
        try (var large = TestUpstream.answering(exchange -> TestUpstream.answer(exchange, 200, "x".repeat(size)));
                var client = client()) {
            traffic.serve("shop.example", route("/", large.endpoint()));
            client.request(1, true, "GET", "/");
            assertThat(client.next()).startsWith("1 HEADERS :status=200");
            var taken = 0;
            while (taken < WINDOW) {
                taken += client.next().length() - "1 DATA ".length();
            }
            assertThat(taken).isEqualTo(WINDOW);
            client.request(3, true, "HEAD", "/");
            assertThat(client.next()).as("of the other stream, nothing more").startsWith("3 HEADERS :status=200");
            client.windowUpdate(0, size);
            client.windowUpdate(1, size);
            var rest = String.join("", client.until(1)).replace("1 DATA ", "").replace(" END", "");
            assertThat(taken + rest.length()).isEqualTo(size);
        }
    }

    @Test
    void a_replica_that_ends_answers_what_is_under_way_and_names_the_last() throws Exception {
        var came = new CountDownLatch(1);
        var go = new CompletableFuture<Boolean>();
        try (var slow = new ScriptedEndpoint((wire, _) -> {
                    var _ = wire.readUntil("\r\n\r\n");
                    came.countDown();
                    var _ = go.join();
                    wire.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone");
                });
                var client = client()) {
            traffic.serve("shop.example", route("/", slow.endpoint()));
            client.request(1, true, "GET", "/");
            assertThat(came.await(60, TimeUnit.SECONDS)).isTrue();
            var drained = CompletableFuture.runAsync(() -> traffic.engine.drain(Duration.ofMinutes(1)));
            assertThat(client.next()).isEqualTo("GOAWAY 2147483647 NO_ERROR");
            assertThat(client.next()).isEqualTo("GOAWAY 1 NO_ERROR");
            var _ = go.complete(true);
            assertThat(client.next()).startsWith("1 HEADERS :status=200");
            assertThat(client.next()).isEqualTo("1 DATA done END");
            assertThat(client.next()).isEqualTo("closed");
            drained.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_flood_of_resets_ends_its_connection() throws IOException {
        try (var web = TestUpstream.named("web");
                var client = client()) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try {
                for (var stream = 1; stream < 2 * Limits.RESETS + 100; stream += 2) {
                    client.request(stream, true, "GET", "/");
                    client.reset(stream);
                }
            } catch (IOException e) {
                return; // reset, which is the end
            }
            var frame = client.next();
            while (!frame.startsWith("GOAWAY") && !frame.equals("closed")) {
                frame = client.next();
            }
            assertThat(frame).matches("GOAWAY \\d+ ENHANCE_YOUR_CALM|closed");
        }
    }

    private Http2TestClient client() throws IOException {
        return new Http2TestClient(traffic.http());
    }
}

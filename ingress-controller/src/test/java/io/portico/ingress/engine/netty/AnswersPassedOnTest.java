package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses as endpoints send them, and as clients see them. */
@ExtendWith(Leaks.class)
class AnswersPassedOnTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Traffic traffic = new Traffic(TestedEngine.NETTY);

    @AfterEach
    void stop() {
        await().until(() ->
                traffic.metrics.get("portico_ingress_requests_active").gauge().value() == 0);
        traffic.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK~Content-Length: 2~Transfer-Encoding: chunked~~2~ok~0~~",
                "HTTP/1.1 200 OK~Content-Length: 2~Content-Length: 2~~ok",
                "HTTP/1.1 200 OK~Content-Length: x~~ok",
                "HTTP/1.1 200 OK~Transfer-Encoding: gzip~~ok",
                "HTTP/1.1 101 Switching Protocols~Upgrade: x~Connection: upgrade~~",
                "HTTP/1.1 200 OK~X: a~ b~~",
                "HTTP/1.1 2x0 OK~~",
                "HTTP/3 200 OK~~",
                "hello~~"
            })
    void what_makes_no_sense_is_a_502_and_none_of_it_is_seen(String response) {
        try (var web = ScriptedEndpoint.answering(response.replace("~", "\r\n"))) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            var answer = traffic.get("shop.example", "/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).isEqualTo("502 Bad Gateway\n");
        }
    }

    @Test
    void responses_before_the_final_one_go_through_sixteen_at_most() throws IOException {
        var hints = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
        try (var some = ScriptedEndpoint.answering(hints + "HTTP/1.1 102 Processing\r\n\r\n" + OK);
                var many = ScriptedEndpoint.answering(hints.repeat(17) + OK)) {
            traffic.serve("shop.example", route("/", some.endpoint()), route("/many", many.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                client.send(GET);
                assertThat(client.readUntil("\r\n\r\n"))
                        .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
                assertThat(client.readUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n");
                assertThat(client.readMessage())
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .endsWith("ok");
            }
            assertThat(traffic.send("GET / HTTP/1.0", "Host: shop.example").status())
                    .as("HTTP/1.0 has only the final one")
                    .isEqualTo(200);
            assertThat(traffic.raw("GET /many HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"))
                    .contains("HTTP/1.1 502 ");
        }
    }

    @Test
    void a_body_in_chunks_comes_with_its_trailers() throws IOException {
        var response =
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2;x~ok~0~Grpc-Status: 0~Content-Length: 5~Set-Cookie: a=b~~"
                        .replace("~", "\r\n");
        try (var web = ScriptedEndpoint.answering(response)) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                assertThat(client.send(GET).readUntil("0\r\nGrpc-Status: 0\r\n\r\n"))
                        .contains("\r\ntransfer-encoding: chunked\r\n")
                        .endsWith("\r\n\r\n2\r\nok\r\n0\r\nGrpc-Status: 0\r\n\r\n");
                assertThat(client.send(GET).readUntil("0\r\nGrpc-Status: 0\r\n\r\n"))
                        .as("the next on the same connection")
                        .startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void an_http_1_0_client_gets_the_body_as_it_is_and_the_end_of_the_connection() {
        var response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
        try (var web = ScriptedEndpoint.answering(response)) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            var answer = traffic.send("GET / HTTP/1.0", "Host: shop.example", "Connection: keep-alive");
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.headers())
                    .containsEntry("connection", "close")
                    .doesNotContainKey("transfer-encoding")
                    .doesNotContainKey("server");
        }
    }

    @Test
    void a_response_until_the_end_of_the_connection_comes_in_chunks() throws IOException {
        try (var web = new ScriptedEndpoint((wire, _) -> {
            wire.readUntil("\r\n\r\n");
            wire.send("HTTP/1.0 200 OK\r\n\r\nall of it");
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                assertThat(client.send(GET).readUntil("0\r\n\r\n")).contains("\r\n\r\n9\r\nall of it\r\n0\r\n\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK~Content-Length: 10~~half",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~4~half~",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~4~half~0~",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~4~half~zz~"
            })
    void one_that_breaks_off_never_ends_cleanly(String response) throws IOException {
        try (var web = new ScriptedEndpoint((wire, _) -> {
            wire.readUntil("\r\n\r\n");
            wire.send(response.replace("~", "\r\n"));
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                var seen = client.send(GET).readAll();
                assertThat(seen).startsWith("HTTP/1.1 200 OK").contains("half").doesNotContain("0\r\n\r\n");
            }
            try (var client = Wire.to(traffic.http())) {
                client.send("GET / HTTP/1.0\r\nHost: shop.example\r\n\r\n");
                if (response.contains("chunked")) {
                    assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
                } else {
                    assertThat(client.readAll()).contains("content-length: 10").endsWith("half");
                }
            }
        }
    }

    @Test
    void an_answer_that_comes_early_is_seen_though_the_endpoint_closes_and_the_client_sends_on() throws IOException {
        try (var web = new ScriptedEndpoint((wire, _) -> {
            wire.readUntil("\r\n\r\n");
            wire.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            for (var i = 0; i < 20; i++) {
                try (var client = Wire.to(traffic.http())) {
                    client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 3000000\r\n\r\n");
                    var sending = Thread.ofVirtual().start(() -> {
                        try {
                            client.send("a".repeat(3_000_000));
                        } catch (IOException e) {
                            // the connection was closed before all was sent
                        }
                    });
                    assertThat(client.readMessage()).startsWith("HTTP/1.1 403 ").endsWith("no");
                    client.hangUp();
                    sending.join();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void the_head_goes_up_before_the_body_and_the_answer_down_before_its_end() throws IOException {
        try (var web = new ScriptedEndpoint((wire, _) -> {
            assertThat(wire.readUntil("\r\n\r\n")).contains("\r\ntransfer-encoding: chunked\r\n");
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
            assertThat(wire.readUntil("1\r\nb\r\n0\r\nX-Sum: 2\r\n\r\n")).startsWith("1\r\na\r\n");
            wire.send("3\r\nbye\r\n0\r\n\r\n");
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n");
                client.readUntil("hi\r\n");
                client.send("1\r\na\r\n").send("1\r\nb\r\n0\r\nX-Sum: 2\r\nHost: x\r\n\r\n");
                assertThat(client.readAll()).isEqualTo("3\r\nbye\r\n0\r\n\r\n");
            }
            assertThat(web.faults()).isEmpty();
        }
    }

    @Test
    void requests_on_one_connection_are_answered_in_their_order_however_they_come() throws IOException {
        try (var web = new ScriptedEndpoint((wire, _) -> {
            while (true) {
                var path = wire.readUntil("\r\n\r\n").split(" ", -1)[1];
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
            }
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                var requests = new StringBuilder();
                for (var i = 0; i < 100; i++) {
                    requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: shop.example\r\n\r\n");
                }
                client.send(requests.toString());
                for (var i = 0; i < 100; i++) {
                    assertThat(client.readMessage()).endsWith("\r\n\r\n/" + i);
                }
            }
            assertThat(web.connections()).isEqualTo(1);
        }
    }
}

package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused is answered, reaches no endpoint, and ends its connection with all that follows. */
@ExtendWith(Leaks.class)
class RequestsRefusedTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: shop.example\r\n\r\n";

    private final Traffic traffic = new Traffic(TestedEngine.NETTY);
    private final ScriptedEndpoint web = ScriptedEndpoint.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    @AfterEach
    void stop() {
        traffic.close();
        web.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | ambiguous_length | POST / HTTP/1.1~Host: shop.example~Content-Length: 4~Transfer-Encoding: chunked",
                "400 | content_length | POST / HTTP/1.1~Host: shop.example~Content-Length: 4~Content-Length: 5",
                "501 | unknown_coding | POST / HTTP/1.1~Host: shop.example~Transfer-Encoding: gzip, chunked",
                "400 | field_name | GET / HTTP/1.1~Host: shop.example~: value",
                "400 | field_folded | GET / HTTP/1.1~Host: shop.example~X: a~ b",
                "400 | host | GET / HTTP/1.1~Host: shop.example~Host: shop.example",
                "400 | host | GET http://shop.example/ HTTP/1.1~Host: other.example",
                "400 | target | GET ftp://shop.example/ HTTP/1.1~Host: shop.example",
                "400 | target | OPTIONS * HTTP/1.1~Host: shop.example",
                "400 | target | GET /a#b HTTP/1.1~Host: shop.example",
                "400 | path_escape | GET /%zz HTTP/1.1~Host: shop.example",
                "400 | path_escape | GET /%00 HTTP/1.1~Host: shop.example",
                "400 | path_escape | GET /a% HTTP/1.1~Host: shop.example",
                "405 | method_not_allowed | TRACE / HTTP/1.1~Host: shop.example",
                "405 | method_not_allowed | CONNECT shop.example:80 HTTP/1.1~Host: shop.example",
                "417 | expectation | POST / HTTP/1.1~Host: shop.example~Content-Length: 4~Expect: tea",
                "505 | version | GET / HTTP/2.0~Host: shop.example",
                "400 | request_line | GET / http/1.1~Host: shop.example",
            })
    void heads(int status, String reason, String head) throws IOException {
        traffic.serve("shop.example", route("/", web.endpoint()));
        try (var client = Wire.to(traffic.http())) {
            var answer = client.send(head.replace("~", "\r\n") + "\r\n\r\n" + SMUGGLED)
                    .readAll();
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\r\nconnection: close\r\n");
            assertThat(answer.indexOf("HTTP/1.1", 1)).as("a second answer").isNegative();
            assertThat(answer.contains("\r\nallow: GET, ")).isEqualTo(status == 405);
        }
        assertThat(web.connections()).isZero();
        assertThat(traffic.metrics
                        .get("portico_ingress_requests_refused_total")
                        .tag("reason", reason)
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void too_long_ones() throws IOException {
        traffic.serve("shop.example", route("/", web.endpoint()));
        for (var size : new int[] {8300, 40_000}) {
            try (var client = Wire.to(traffic.http())) {
                client.send("GET /" + "a".repeat(size) + " HTTP/1.1\r\nHost: shop.example\r\n\r\n");
                assertThat(client.readAll()).startsWith("HTTP/1.1 414 ");
            }
        }
        try (var client = Wire.to(traffic.http())) {
            client.send("GET / HTTP/1.1\r\nHost: shop.example\r\nX: " + "a".repeat(33_000) + "\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 431 ");
        }
        try (var client = Wire.to(traffic.http())) {
            client.send("GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\nX: " + "a".repeat(31_000)
                    + "\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void a_body_that_breaks_its_framing_is_answered_and_its_request_broken_off() throws IOException {
        try (var endpoint = new ScriptedEndpoint((wire, _) -> wire.awaitEnd())) {
            traffic.serve("shop.example", route("/", endpoint.endpoint()));
            for (var chunk : new String[] {"zz\r\n", "3\r\nabcd\r\n", "3\nabc\r\n", "0\r\nX : y\r\n\r\n"}) {
                try (var client = Wire.to(traffic.http())) {
                    client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"
                            + chunk + SMUGGLED);
                    var answer = client.readAll();
                    assertThat(answer).as(chunk).startsWith("HTTP/1.1 400 ");
                    assertThat(answer.indexOf("HTTP/1.1", 1)).isNegative();
                }
            }
            assertThat(endpoint.faults()).isEmpty();
        }
    }

    @Test
    void a_path_that_another_reading_leads_elsewhere() {
        try (var api = ScriptedEndpoint.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napi")) {
            traffic.serve("shop.example", route("/", web.endpoint()), route("/api/admin", api.endpoint()));
            for (var path : new String[] {
                "/api/%61dmin", "/x/../api/admin", "//api/admin", "/api/./admin", "/api/..%2fapi/admin", "/api%5cadmin"
            }) {
                assertThat(traffic.get("shop.example", path).status()).as(path).isEqualTo(400);
            }
            for (var path : new String[] {"/a/../b", "/a%2Fb", "//", "/%7e"}) {
                assertThat(traffic.get("shop.example", path).status()).as(path).isEqualTo(200);
            }
            assertThat(traffic.get("shop.example", "/api/admin/%61").body()).isEqualTo("api");
        }
    }
}

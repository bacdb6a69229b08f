package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import io.portico.ingress.model.routing.Endpoint;
import io.portico.ingress.model.routing.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a connection to an endpoint is used again, and when not. */
@ExtendWith(Leaks.class)
class ConnectionsToEndpointsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Traffic traffic = new Traffic(TestedEngine.NETTY);

    @AfterEach
    void stop() {
        await().until(() ->
                traffic.metrics.get("portico_ingress_requests_active").gauge().value() == 0);
        traffic.close();
    }

    @Test
    void it_is_while_requests_and_responses_are_whole() throws IOException {
        try (var web = ScriptedEndpoint.answering(OK)) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                for (var i = 0; i < 5; i++) {
                    assertThat(client.send(GET).readMessage()).endsWith("ok");
                }
            }
            assertThat(web.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK~Content-Length: 2~~okHTTP/1.1 200 OK~Content-Length: 5~~wrong",
                "HTTP/1.1 200 OK~Content-Length: 2~Connection: foo, CLOSE~~ok",
                "HTTP/1.0 200 OK~Content-Length: 2~~ok"
            })
    void it_is_not_when_bytes_follow_or_the_endpoint_says_so(String response) throws IOException {
        try (var web = ScriptedEndpoint.answering(response.replace("~", "\r\n"))) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                for (var i = 0; i < 3; i++) {
                    assertThat(client.send(GET).readMessage()).endsWith("ok");
                }
            }
            assertThat(web.connections()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD / 200 OK", "GET / 204 No Content", "GET / 304 Not Modified"})
    void a_body_where_none_may_be_is_no_part_of_any_answer(String exchange) throws IOException {
        var status = exchange.substring(exchange.indexOf("/ ") + 2);
        try (var web = ScriptedEndpoint.answering("HTTP/1.1 " + status
                + "\r\nContent-Length: 46\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                var request = exchange.substring(0, exchange.indexOf('/')) + "/ HTTP/1.1\r\nHost: shop.example\r\n\r\n";
                for (var i = 0; i < 3; i++) {
                    assertThat(client.send(request).readUntil("\r\n\r\n")).startsWith("HTTP/1.1 " + status);
                }
            }
            assertThat(web.connections()).isEqualTo(3);
        }
    }

    @Test
    void bytes_that_come_while_no_request_is_under_way_end_it() throws Exception {
        var sent = new CountDownLatch(1);
        try (var web = new ScriptedEndpoint((wire, number) -> {
            wire.readUntil("\r\n\r\n");
            wire.send(OK);
            if (number == 1) {
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong");
                wire.awaitEnd();
                sent.countDown();
            }
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                assertThat(client.send(GET).readMessage()).endsWith("ok");
                assertThat(sent.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(client.send(GET).readMessage()).endsWith("ok");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 200", "PUT, 200", "DELETE, 200", "POST, 502", "PATCH, 502"})
    void one_that_ends_before_the_answer_is_replaced_where_that_does_no_harm(String method, int status)
            throws IOException {
        // The endpoint closes when the second request comes, as one does that thought the connection idle.
        try (var web = new ScriptedEndpoint((wire, number) -> {
            wire.readUntil("\r\n\r\n");
            wire.send(OK);
            if (number == 1) {
                wire.readUntil("\r\n\r\n");
            }
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                assertThat(client.send(GET).readMessage()).endsWith("ok");
                client.send(method + " / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
                assertThat(client.readMessage()).startsWith("HTTP/1.1 " + status + " ");
            }
            assertThat(web.connections()).isEqualTo(status == 200 ? 2 : 1);
        }
    }

    @Test
    void a_fresh_one_that_ends_before_the_answer_is_not_replaced() {
        try (var web = new ScriptedEndpoint((wire, _) -> wire.readUntil("\r\n\r\n"))) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            assertThat(traffic.get("shop.example", "/").status()).isEqualTo(502);
            assertThat(web.connections()).isEqualTo(1);
        }
    }

    @Test
    void those_to_an_endpoint_that_went_away_are_closed_at_once() throws Exception {
        var closed = new CountDownLatch(1);
        try (var web = new ScriptedEndpoint((wire, _) -> {
            wire.readUntil("\r\n\r\n");
            wire.send(OK);
            wire.awaitEnd();
            closed.countDown();
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                assertThat(client.send(GET).readMessage()).endsWith("ok");
                traffic.serve("shop.example", route("/"));
                assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(client.send(GET).readMessage()).startsWith("HTTP/1.1 503 ");
                // The same address again is another pod: nothing kept of the first is used.
                traffic.serve("shop.example", route("/", web.endpoint()));
                assertThat(client.send(GET).readMessage()).endsWith("ok");
            }
            assertThat(web.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_client_that_goes_takes_its_request_along() throws Exception {
        var closed = new CountDownLatch(1);
        var arrived = new CountDownLatch(1);
        try (var web = new ScriptedEndpoint((wire, _) -> {
            wire.readUntil("\r\n\r\n");
            arrived.countDown();
            wire.awaitEnd();
            closed.countDown();
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                client.send(GET);
                assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aborted_uploads_and_downloads_never_mix_into_anothers_answer() throws Exception {
        // Whatever is cut off, who comes next sees the answer to its own request.
        try (var web = new ScriptedEndpoint((wire, _) -> {
            while (true) {
                var head = wire.readUntil("\r\n\r\n");
                var path = head.split(" ", -1)[1];
                if (head.startsWith("POST")) {
                    wire.readUntil("end");
                }
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
            }
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            List<String> wrong = new CopyOnWriteArrayList<>();
            for (var i = 0; i < 50; i++) {
                try (var rude = Wire.to(traffic.http());
                        var client = Wire.to(traffic.http())) {
                    rude.send("POST /rude HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 1000\r\n\r\nhalf");
                    rude.send(GET.repeat(i % 3));
                    rude.hangUp();
                    client.send("GET /" + i + " HTTP/1.1\r\nHost: shop.example\r\n\r\n");
                    var seen = client.readMessage();
                    if (!seen.endsWith("\r\n\r\n/" + i)) {
                        wrong.add(seen);
                    }
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    /** As when a pod is gone before its packets are refused: what is sent to its address is answered by nobody. */
    @ParameterizedTest
    @EnumSource(Upstream.Protocol.class)
    void nobody_waits_for_one_to_an_endpoint_that_has_left_its_service(Upstream.Protocol protocol) throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> backlog = new ArrayList<>();
            try (var client = Wire.to(traffic.http())) {
                fill(silent, backlog);
                var endpoint = new Endpoint("127.0.0.1", silent.getLocalPort());
                traffic.serve("shop.example", route("/", endpoint).speaking(protocol));
                client.send(GET);
                await().until(() -> traffic.metrics
                                .get("portico_ingress_requests_active")
                                .gauge()
                                .value()
                        == 1);
                traffic.serve("shop.example", route("/"));
                assertThat(client.readMessage()).startsWith("HTTP/1.1 502 ");
                assertThat(client.send(GET).readMessage()).startsWith("HTTP/1.1 503 ");
            } finally {
                for (var socket : backlog) {
                    socket.close();
                }
            }
        }
    }

    /** Until the kernel leaves the next one without an answer. */
    private static void fill(ServerSocket silent, List<Socket> backlog) throws IOException {
        try {
            while (true) {
                var socket = new Socket();
                backlog.add(socket);
                socket.connect(silent.getLocalSocketAddress(), 500);
            }
        } catch (SocketTimeoutException e) {
            // full
        }
    }
}

package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that leave HTTP, and those that may not. */
@ExtendWith(Leaks.class)
class TunnelsTest {
    private final Traffic traffic = new Traffic(TestedEngine.NETTY);

    @AfterEach
    void stop() {
        await().until(() ->
                traffic.metrics.get("portico_ingress_requests_active").gauge().value() == 0);
        traffic.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "SPDY/3.1"})
    void the_end_of_one_direction_is_passed_on_and_the_other_goes_on(String protocol) throws IOException {
        try (var web = new ScriptedEndpoint((wire, _) -> {
            assertThat(wire.readUntil("\r\n\r\n"))
                    .contains("\r\nconnection: upgrade\r\n")
                    .contains("\r\nupgrade: " + protocol + "\r\n");
            wire.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: " + protocol + "\r\n\r\n");
            var said = wire.readAll();
            wire.send("you said " + said);
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                client.send(upgrade(protocol) + "early ");
                assertThat(client.readUntil("\r\n\r\n"))
                        .startsWith("HTTP/1.1 101 ")
                        .contains("\r\nconnection: upgrade\r\n")
                        .contains("\r\nupgrade: " + protocol + "\r\n");
                client.send("and late");
                client.socket().shutdownOutput();
                assertThat(client.readAll()).isEqualTo("you said early and late");
            }
            assertThat(web.faults()).isEmpty();
        }
    }

    @Test
    void a_refusal_is_passed_on_whole_and_the_connection_goes_on_as_http() throws IOException {
        try (var web = ScriptedEndpoint.answering("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\n"
                + "Set-Cookie: a=1\r\nContent-Length: 4\r\n\r\nwho?")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                for (var i = 0; i < 2; i++) {
                    assertThat(client.send(upgrade("websocket")).readMessage())
                            .startsWith("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nSet-Cookie: a=1\r\n")
                            .endsWith("who?");
                }
            }
        }
    }

    @Test
    void http_2_is_no_protocol_to_go_on_with() throws IOException {
        try (var web = new ScriptedEndpoint((wire, _) -> {
            assertThat(wire.readUntil("\r\n\r\n")).doesNotContain("pgrade").doesNotContain("HTTP2-Settings");
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var client = Wire.to(traffic.http())) {
                client.send(
                        upgrade("h2c").replace("Upgrade\r\n", "Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAA\r\n"));
                assertThat(client.readMessage()).endsWith("ok");
            }
            assertThat(web.faults()).isEmpty();
        }
    }

    private static String upgrade(String protocol) {
        return "GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: keep-alive, Upgrade\r\nUpgrade: " + protocol
                + "\r\n\r\n";
    }
}

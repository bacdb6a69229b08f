package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestUpstream;
import io.portico.ingress.engine.Traffic;
import io.portico.runtime.net.Cidr;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What proxies that are trusted say of their connections (HAProxy, {@code doc/proxy-protocol.txt}). */
@ExtendWith(Leaks.class)
class ProxyHeaderTest {
    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
    private static final String GET = "GET /a HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n";

    private static Traffic trusting(String... ranges) {
        return Traffic.behind(
                Stream.of(ranges).flatMap(range -> Cidr.parse(range).stream()).toList());
    }

    @Test
    void the_client_of_a_header_is_the_client_and_tls_before_the_proxy_is_tls() throws IOException {
        try (var web = TestUpstream.named("web");
                var traffic = trusting("127.0.0.0/8")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            assertThat(asked(traffic, "PROXY TCP4 192.0.2.7 192.0.2.1 4711 443\r\n"))
                    .contains("\nx-forwarded-for: 192.0.2.7\n", "\nx-forwarded-port: 443\n", "-proto: http\n");
            assertThat(asked(traffic, "PROXY TCP6 2001:db8::7 2001:db8::1 4711 80\r\n"))
                    .contains("\nx-forwarded-for: 2001:db8::7\n", "\nx-forwarded-port: 80\n");
            var addresses = "\u00c0\0\2\7\u00c0\0\2\1\u0012g\1\u00bb";
            assertThat(asked(traffic, SIGNATURE + "!\u0011\0\14" + addresses))
                    .contains("\nx-forwarded-for: 192.0.2.7\n", "\nx-forwarded-port: 443\n", "-proto: http\n");
            var tls = " \0\5\1\0\0\0\0";
            assertThat(asked(traffic, SIGNATURE + "!\u0011\0\24" + addresses + tls))
                    .contains("\nx-forwarded-for: 192.0.2.7\n", "-proto: https\n");
        }
    }

    @Test
    void a_header_that_tells_of_nobody_leaves_the_connections_own_ends() throws IOException {
        try (var web = TestUpstream.named("web");
                var traffic = trusting("127.0.0.0/8")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            for (var header : List.of("PROXY UNKNOWN\r\n", SIGNATURE + " \0\0\0")) {
                assertThat(asked(traffic, header)).contains("\nx-forwarded-for: 127.0.0.1\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PROXY TCP4 192.0.2.7\r\n",
                "PROXY TCP4 192.0.2.777 192.0.2.1 4711 443\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 4711 99999\r\n",
                "proxy TCP4 192.0.2.7 192.0.2.1 4711 443\r\n",
            })
    void a_trusted_proxy_without_a_header_that_makes_sense_is_not_answered(String header) throws IOException {
        try (var web = TestUpstream.named("web");
                var traffic = trusting("127.0.0.0/8")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var wire = Wire.to(traffic.http())) {
                assertThat(wire.send(header + GET).readAll()).isEmpty();
            } catch (java.net.SocketException e) {
                assertThat(e).hasMessageContaining("reset");
            }
        }
    }

    @Test
    void nobody_else_is_believed() throws IOException {
        try (var web = TestUpstream.named("web");
                var traffic = trusting("192.0.2.0/24")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            assertThat(asked(traffic, "")).contains("\nx-forwarded-for: 127.0.0.1\n");
            assertThat(asked(traffic, "PROXY TCP4 192.0.2.7 192.0.2.1 4711 443\r\n"))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void tls_and_http2_come_behind_it_too() throws IOException {
        try (var web = TestUpstream.named("web");
                var traffic = trusting("127.0.0.0/8")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            try (var wire = Wire.to(traffic.https())) {
                wire.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 443\r\n");
                var socket = (javax.net.ssl.SSLSocket)
                        Traffic.trusting().getSocketFactory().createSocket(wire.socket(), "shop.example", 443, true);
                try (var tls = new Wire(socket)) {
                    assertThat(tls.send(GET).readAll()).contains("\nx-forwarded-for: 192.0.2.7\n", "-proto: https\n");
                }
            }
        }
    }

    private static String asked(Traffic traffic, String header) throws IOException {
        try (var wire = Wire.to(traffic.http())) {
            return wire.send(header + GET).readAll();
        }
    }
}

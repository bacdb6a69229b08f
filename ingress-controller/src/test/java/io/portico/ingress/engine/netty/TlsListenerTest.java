package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Leaks.class)
class TlsListenerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n";

    private final Traffic traffic = new Traffic(TestedEngine.NETTY);
    private final ScriptedEndpoint web = ScriptedEndpoint.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    @AfterEach
    void stop() {
        traffic.close();
        web.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void requests_come_by_tls_one_after_the_other(String version) throws IOException {
        traffic.serve("shop.example", route("/", web.endpoint()));
        try (var client = new Wire(connect(Traffic.trusting(), version, "http/1.1"))) {
            for (var i = 0; i < 3; i++) {
                assertThat(client.send(GET).readMessage()).endsWith("ok");
            }
            client.send(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            assertThat(client.readAll()).endsWith("ok");
        }
    }

    @Test
    void http_on_the_port_of_tls_is_told_so() throws IOException {
        try (var client = Wire.to(traffic.https())) {
            assertThat(client.send(GET).readAll())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("this port speaks https\n");
        }
    }

    @Test
    void http2_is_agreed_on_first_and_protocols_that_are_not_spoken_are_refused_by_name() throws IOException {
        try (var both = connect(Traffic.trusting(), "TLSv1.3", "http/1.1", "h2")) {
            assertThat(both.getApplicationProtocol()).isEqualTo("h2");
        }
        try (var one = connect(Traffic.trusting(), "TLSv1.3", "http/1.1")) {
            assertThat(one.getApplicationProtocol()).isEqualTo("http/1.1");
        }
        try (var none = connect(Traffic.trusting(), "TLSv1.3")) {
            assertThat(none.getApplicationProtocol()).isEmpty();
        }
        assertThatThrownBy(() -> connect(Traffic.trusting(), "TLSv1.3", "acme-tls/1"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("no_application_protocol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_session_is_resumed(String version) throws IOException {
        traffic.serve("shop.example", route("/", web.endpoint()));
        var context = Traffic.trusting();
        var first = session(context, version);
        assertThat(session(context, version))
                .as("the time of the session's handshake")
                .isEqualTo(first);
    }

    /** When the session was made that this connection uses; a request is made, so that tickets have come. */
    private long session(SSLContext context, String version) throws IOException {
        try (var socket = connect(context, version, "http/1.1")) {
            var wire = new Wire(socket);
            assertThat(wire.send(GET).readMessage()).endsWith("ok");
            return socket.getSession().getCreationTime();
        }
    }

    private SSLSocket connect(SSLContext context, String version, String... protocols) throws IOException {
        var address = InetAddress.getLoopbackAddress();
        var socket = (SSLSocket) context.getSocketFactory().createSocket(address, traffic.https());
        try {
            var parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            parameters.setApplicationProtocols(Arrays.copyOf(protocols, protocols.length));
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(60_000);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}

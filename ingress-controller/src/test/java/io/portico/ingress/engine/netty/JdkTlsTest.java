package io.portico.ingress.engine.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.ServerCertificates;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import io.portico.ingress.model.certificates.Certificates;
import io.portico.ingress.model.certificates.HostCertificate;
import io.portico.ingress.tls.JdkTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/**
 * What the JDK is told about TLS. In processes of their own: it is decided once for all of a process, and the other
 * engine needs names to be treated the other way.
 */
class JdkTlsTest {
    private static final String PLAIN = "feature0.shop.example";
    /** Each as long as the plain one, in whose place it is written. */
    private static final List<String> ODD =
            List.of("feature_.shop.example", "_eature0.shop.example", "feature.shop.example.");

    @Test
    void names_that_dns_has_and_the_jdk_has_not_get_the_wildcards_certificate_and_no_alert() throws Exception {
        assertThat(said("names"))
                .contains(ODD.stream().map(name -> name + " ok\n").toList());
    }

    @Test
    void no_client_begins_a_second_handshake() throws Exception {
        assertThat(said("renegotiation")).contains("first ok\n", "second refused\n");
    }

    private static String said(String about) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JdkTlsTest.class.getName(),
                        about)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    /** In the other process. */
    public static void main(String... arguments) throws Exception {
        JdkTls.leaveServerNames();
        JdkTls.refuseRenegotiation();
        try (var traffic = new Traffic(TestedEngine.NETTY)) {
            if (arguments[0].equals("names")) {
                names(traffic);
            } else {
                renegotiation(traffic);
            }
        }
    }

    private static void names(Traffic traffic) throws Exception {
        var certificate = ServerCertificates.selfSigned("EC", "*.shop.example");
        traffic.serve(Certificates.NONE.with("*.shop.example", HostCertificate.of(certificate)));
        var encoded = certificate.chain().getFirst().getEncoded();
        for (var name : ODD) {
            System.out.print(name + (contains(answer(traffic.https(), name), encoded) ? " ok\n" : " wrong\n"));
        }
    }

    private static void renegotiation(Traffic traffic) throws IOException {
        try (var socket = (SSLSocket)
                Traffic.trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), traffic.https())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            var wire = new Wire(socket);
            socket.startHandshake();
            wire.send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
            System.out.print(wire.readMessage().startsWith("HTTP/1.1 404 ") ? "first ok\n" : "first wrong\n");
            socket.startHandshake();
            wire.send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
            System.out.print("second answered " + wire.readMessage());
        } catch (SSLException e) {
            System.out.print("second refused\n");
        }
    }

    /** What the server says first to a client of TLS 1.2 that asks for this name: all in clear. */
    private static byte[] answer(int port, String name) throws Exception {
        var engine = Traffic.trusting().createSSLEngine(PLAIN, port);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(PLAIN)));
        parameters.setProtocols(new String[] {"TLSv1.2"});
        engine.setSSLParameters(parameters);
        engine.setUseClientMode(true);
        var hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        var text = new String(hello.array(), 0, hello.position(), StandardCharsets.ISO_8859_1);
        try (var wire = Wire.to(port)) {
            wire.send(text.replace(PLAIN, name));
            // An ECDHE key exchange and the end of the server's part follow the certificate.
            return readRecords(wire);
        }
    }

    private static byte[] readRecords(Wire wire) throws IOException {
        var in = wire.socket().getInputStream();
        var all = new ByteArrayOutputStream();
        for (var record = in.readNBytes(5); record.length == 5 && record[0] == 22; record = in.readNBytes(5)) {
            var content = in.readNBytes((record[3] & 0xff) << 8 | (record[4] & 0xff));
            all.write(content);
            var last = content.length - 4;
            if (last >= 0 && content[last] == 14 && content[last + 3] == 0) {
                break; // ServerHelloDone
            }
        }
        return all.toByteArray();
    }

    private static boolean contains(byte[] all, byte[] part) {
        return new String(all, StandardCharsets.ISO_8859_1).contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}

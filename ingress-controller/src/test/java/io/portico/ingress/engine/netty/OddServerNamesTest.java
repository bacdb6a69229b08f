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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import org.junit.jupiter.api.Test;

/**
 * Names that DNS has and the JDK has no words for. In a process of its own: how the JDK treats names is decided once
 * for all of a process, and the other engine needs it the other way.
 */
class OddServerNamesTest {
    private static final String PLAIN = "feature0.shop.example";
    /** Each as long as the plain one, in whose place it is written. */
    private static final List<String> ODD =
            List.of("feature_.shop.example", "_eature0.shop.example", "feature.shop.example.");

    @Test
    void get_the_wildcards_certificate_and_no_alert() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OddServerNamesTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(said).contains(ODD.stream().map(name -> name + " ok\n").toList());
        } finally {
            process.destroyForcibly();
        }
    }

    /** In the other process. */
    public static void main(String... arguments) throws Exception {
        JdkTls.leaveServerNames();
        var certificate = ServerCertificates.selfSigned("EC", "*.shop.example");
        try (var traffic = new Traffic(TestedEngine.NETTY)) {
            traffic.serve(Certificates.NONE.with("*.shop.example", HostCertificate.of(certificate)));
            var encoded = certificate.chain().getFirst().getEncoded();
            for (var name : ODD) {
                System.out.print(name + (contains(answer(traffic.https(), name), encoded) ? " ok\n" : " wrong\n"));
            }
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

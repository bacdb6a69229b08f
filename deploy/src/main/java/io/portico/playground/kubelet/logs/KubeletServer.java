package io.portico.playground.kubelet.logs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A kubelet's API as far as {@code kubectl logs} needs it, on a node's own address: a process of its own, in the node's
 * network namespace. It answers only who shows a certificate of the kubelets' CA, which is the API server.
 *
 * <pre>KubeletServer ADDRESS LOG-DIRECTORY CA.crt SERVER.crt SERVER.key</pre>
 */
public final class KubeletServer {
    /** Where kubelets listen. */
    public static final int PORT = 10250;

    private static final long PAUSE_MILLIS = 100;
    private static final int BUFFER = 8192;

    private final ContainerLogs logs;

    private KubeletServer(ContainerLogs logs) {
        this.logs = logs;
    }

    /** Serves until it is killed. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        var server = HttpsServer.create(new InetSocketAddress(arguments[0], PORT), 0);
        var kubelet = new KubeletServer(new ContainerLogs(Path.of(arguments[1])));
        var tls = tls(Path.of(arguments[2]), Path.of(arguments[3]), Path.of(arguments[4]));
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                var wanted = tls.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", kubelet::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answer(exchange, LogRequest.of(exchange.getRequestURI()));
            } catch (IllegalArgumentException e) {
                refuse(exchange, String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void answer(HttpExchange exchange, LogRequest request) throws IOException, InterruptedException {
        var runs = logs.runs(request.namespace(), request.pod(), request.container());
        var wanted = request.previous() ? 1 : 0;
        if (runs.size() <= wanted) {
            refuse(
                    exchange,
                    request.previous()
                            ? "previous terminated container \"%s\" in pod \"%s\" not found"
                                    .formatted(request.container(), request.pod())
                            : "container \"%s\" in pod \"%s\" is waiting to start"
                                    .formatted(request.container(), request.pod()));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, 0);
        print(runs.get(wanted), request, exchange.getResponseBody());
    }

    private static void refuse(HttpExchange exchange, String sentence) throws IOException {
        var body = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(400, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void print(Path run, LogRequest request, OutputStream to) throws IOException, InterruptedException {
        var left = request.bytes().orElse(Long.MAX_VALUE);
        var buffer = new byte[BUFFER];
        try (var file = new RandomAccessFile(run.toFile(), "r")) {
            if (request.lines().isPresent()) {
                file.seek(lastLines(file, request.lines().getAsLong()));
            }
            while (left > 0) {
                // Looked at before: what was printed until then is read below.
                var ended = ContainerLogs.ended(run);
                var count = file.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count > 0) {
                    to.write(buffer, 0, count);
                    left -= count;
                } else if (!request.follow() || ended) {
                    return;
                } else {
                    to.flush();
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        }
    }

    /** Where the last so many lines begin; a last line without its end counts. */
    private static long lastLines(RandomAccessFile file, long lines) throws IOException {
        var end = file.length();
        var found = 0L;
        for (var at = end - 1; at >= 0; at--) {
            file.seek(at);
            if (file.read() == '\n' && at != end - 1 && ++found == lines) {
                return at + 1;
            }
        }
        return lines == 0 ? end : 0;
    }

    private static SSLContext tls(Path authority, Path certificate, Path key)
            throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificate(authority));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);

        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        var der = Base64.getMimeDecoder().decode(Files.readString(key).replaceAll("-----[^-]*-----", ""));
        own.setKeyEntry(
                "kubelet",
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)),
                new char[0],
                new Certificate[] {certificate(certificate)});
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, new char[0]);

        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (var pem = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }
}

package io.portico.ingress.proxy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.ingress.model.Backend;
import io.portico.ingress.model.Backend.Endpoint;
import io.portico.ingress.model.Certificates;
import io.portico.ingress.model.Route;
import io.portico.ingress.model.RoutingTable;
import io.portico.ingress.model.VirtualHost;
import io.portico.ingress.tls.DefaultCertificate;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A running engine and clients for it. */
final class Traffic implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final List<Problem> reports = new CopyOnWriteArrayList<>();
    final VertxProxyEngine engine;
    final ProxyEngine.Ports ports;

    Traffic() {
        this(Limits.DEFAULT);
    }

    Traffic(Limits limits) {
        engine = new VertxProxyEngine(
                vertx,
                new VertxProxyEngine.Settings(0, 0, 443, 2, limits),
                DefaultCertificate.create(Instant.now()),
                metrics,
                reports::add);
        ports = engine.start();
    }

    static ObjectRef ingress(String name) {
        return new ObjectRef("networking.k8s.io/v1", "Ingress", "test", name, "uid-" + name);
    }

    static Route route(String path, Endpoint... endpoints) {
        return new Route(
                path,
                Route.Match.PREFIX,
                ingress("web"),
                new Backend("test/web:80", Arrays.stream(endpoints).sorted().toList()),
                false);
    }

    static RoutingTable table(String host, Route... routes) {
        return new RoutingTable(
                Map.of(host, new VirtualHost(List.of(routes))),
                new Backend("test/default:80", List.of()),
                Certificates.NONE,
                List.of());
    }

    static RoutingTable table(Certificates certificates) {
        return new RoutingTable(Map.of(), new Backend("test/default:80", List.of()), certificates, List.of());
    }

    /** An answer as it came over the wire. */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** Sends these lines and the end of the head to the HTTP port, and reads until the connection ends. */
    Answer send(String... lines) {
        return parse(raw(String.join("\r\n", lines) + "\r\n\r\n"));
    }

    /** A GET on a connection of its own. */
    Answer get(String host, String path) {
        return send("GET " + path + " HTTP/1.1", "Host: " + host, "Connection: close");
    }

    String raw(String bytes) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), ports.http())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "failed: " + e;
        }
    }

    static Answer parse(String text) {
        var end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalStateException("no HTTP answer: " + text);
        }
        var lines = text.substring(0, end).split("\r\n", -1);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var line : Arrays.asList(lines).subList(1, lines.length)) {
            headers.merge(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        return new Answer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, text.substring(end + 4));
    }

    /** Who answers a TLS client that asks for this host: the leaf certificate. */
    X509Certificate shownTo(String host, String... protocols) {
        try (var socket = (SSLSocket)
                trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), ports.https())) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(host.isEmpty() ? List.of() : List.of(new SNIHostName(host)));
            if (protocols.length > 0) {
                parameters.setProtocols(protocols);
            }
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(20_000);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static SSLContext trusting() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() {
        engine.drain(Duration.ZERO);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

package io.portico.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A door in front of an API server: a client behind it sees the real server until the test shuts the door, or gives an
 * answer of its own. Plain HTTP on loopback; watches are HTTP streams.
 */
public final class ApiDoor implements AutoCloseable {
    private static final Set<String> NOT_PASSED_ON =
            Set.of("connection", "content-length", "transfer-encoding", "host", "upgrade", "http2-settings");

    private final KubeApi api;
    private final HttpServer server;
    private final HttpClient client;
    private final Set<InputStream> streams = ConcurrentHashMap.newKeySet();
    private final List<String> answered = new CopyOnWriteArrayList<>();
    private volatile boolean shut;
    private volatile Rule rule = (method, target) -> Optional.empty();

    /** Decides who answers a request. */
    @FunctionalInterface
    public interface Rule {
        /** The answer instead of the server's; empty to ask the server. */
        Optional<Answer> answer(String method, String target);
    }

    /** What the door answers itself; {@code body} is JSON, unless a header says otherwise. */
    public record Answer(int status, Map<String, String> headers, String body) {}

    /** An open door. */
    public ApiDoor(KubeApi api) {
        this.api = api;
        try {
            client = HttpClient.newBuilder()
                    .sslContext(trusting(api.caCertificate()))
                    .build();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** A client configuration that goes through the door. */
    public Config config(String token) {
        return new ConfigBuilder(api.config(token))
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withOnlyHttpWatches(true)
                .build();
    }

    /** Ends all watches; from now on every request is answered 503. */
    public void shut() {
        shut = true;
        endStreams();
    }

    /** Lets requests through again. */
    public void open() {
        shut = false;
    }

    /** Decides about requests from now on; watches that go on are ended, so that they meet it, too. */
    public void rule(Rule wanted) {
        rule = wanted;
        endStreams();
    }

    /**
     * All requests so far, each as {@code STATUS METHOD TARGET}; a watch that was refused in its stream as 410, too.
     */
    public List<String> answered() {
        return List.copyOf(answered);
    }

    @Override
    public void close() {
        shut();
        server.stop(0);
        client.shutdownNow();
    }

    private void endStreams() {
        streams.forEach(stream -> {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var method = exchange.getRequestMethod();
            var target = exchange.getRequestURI().toString();
            var own = shut ? Optional.of(new Answer(503, Map.of(), "{}")) : rule.answer(method, target);
            if (own.isPresent()) {
                answer(exchange, own.get());
                answered.add(own.get().status() + " " + method + " " + target);
                return;
            }
            passOn(exchange, method, target);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private void passOn(HttpExchange exchange, String method, String target) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(api.url() + target))
                .method(
                        method,
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        answered.add(response.statusCode() + " " + method + " " + target);
        for (var name : List.of("Content-Type", "Content-Encoding")) {
            response.headers()
                    .firstValue(name)
                    .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
        }
        exchange.sendResponseHeaders(response.statusCode(), 0);
        try (var body = response.body()) {
            streams.add(body);
            var chunk = new byte[65536];
            for (var read = body.read(chunk); read >= 0 && !shut; read = body.read(chunk)) {
                if (new String(chunk, 0, read, StandardCharsets.UTF_8).contains("too old resource version")) {
                    answered.add("410 " + method + " " + target);
                }
                exchange.getResponseBody().write(chunk, 0, read);
                exchange.getResponseBody().flush();
            }
        } catch (IOException e) {
            // The stream was ended here or at either end; the client sees its connection close.
            answered.add("ended " + method + " " + target);
        } finally {
            streams.remove(response.body());
        }
    }

    private static SSLContext trusting(Path ca) throws IOException {
        try (var pem = Files.newInputStream(ca)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

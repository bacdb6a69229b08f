package io.portico.ingress.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.portico.ingress.model.routing.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** An endpoint that answers its name, the request line, the request's headers sorted, and its body. */
public final class TestUpstream implements AutoCloseable {
    private final HttpServer server;

    public static TestUpstream named(String name) {
        return answering(exchange -> answer(exchange, 200, echo(name, exchange)));
    }

    public static TestUpstream answering(HttpHandler handler) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            return new TestUpstream(server, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestUpstream(HttpServer server, HttpHandler handler) {
        this.server = server;
        server.createContext("/", handler);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String echo(String name, HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var text = new StringBuilder(name + "\n" + exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n");
        var headers = new TreeMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((header, values) -> headers.put(header.toLowerCase(Locale.ROOT), String.join(", ", values)));
        headers.forEach((header, value) ->
                text.append(header).append(": ").append(value).append('\n'));
        return text + "\n" + body;
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

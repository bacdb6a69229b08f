package io.portico.bench.routes;

import com.sun.net.httpserver.HttpServer;
import io.portico.bench.PodAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** An endpoint of Services: answers each request with its name. */
final class Upstream implements AutoCloseable {
    private final HttpServer server;

    Upstream(String name) throws IOException {
        var answer = name.getBytes(StandardCharsets.US_ASCII);
        server = HttpServer.create(new InetSocketAddress(PodAddress.TEXT, 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

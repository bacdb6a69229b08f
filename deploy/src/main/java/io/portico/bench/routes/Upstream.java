package io.portico.bench.routes;

import com.sun.net.httpserver.HttpServer;
import io.portico.testkit.Commands;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;

/** An endpoint of Services: answers each request with its name. */
final class Upstream implements AutoCloseable {
    /** No loopback address: an EndpointSlice may not have one. Ours once {@link #prepare} was called. */
    static final String ADDRESS = "10.244.9.5";

    private final HttpServer server;

    /** Gives this network namespace the address. */
    static void prepare() {
        var _ = Commands.run(List.of("ip", "addr", "add", ADDRESS + "/32", "dev", "lo"));
    }

    Upstream(String name) throws IOException {
        var answer = name.getBytes(StandardCharsets.US_ASCII);
        server = HttpServer.create(new InetSocketAddress(ADDRESS, 0), 0);
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

package io.portico.nodeproxy.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.nodeproxy.listen.Listeners;
import io.portico.nodeproxy.metrics.NodeProxyMetrics;
import io.portico.runtime.net.Family;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Small HTTP servers for probes, which anybody on the network may reach: few connections, short requests, no patience.
 * A connection beyond the most is closed and counted in {@code portico_node_proxy_probe_connections_refused_total}.
 */
final class ProbeServer {
    private static final int MOST_CONNECTIONS = 256;
    private static final int IDLE_SECONDS = 10;
    private static final int LONGEST_HEAD = 4096;
    private static final String ALL_IPV6 = "::";
    private static final String ALL_IPV4 = "0.0.0.0";

    private final Vertx vertx;
    private final Counter refused;

    ProbeServer(Vertx vertx, MeterRegistry registry) {
        this.vertx = vertx;
        this.refused = NodeProxyMetrics.PROBES_REFUSED.counter(registry);
    }

    /**
     * Listens there. The requests come on the event loop of who calls. Where all IPv6 addresses cannot be had, although
     * this host has some, all IPv4 ones must do: whoever probes by IPv4 is not to suffer from that.
     */
    Future<Listeners.Opened> open(String host, int port, Handler<HttpServerRequest> handler) {
        return listen(host, port, handler)
                .recover(failure -> host.equals(ALL_IPV6) && !isTaken(failure)
                        ? listen(ALL_IPV4, port, handler)
                        : Future.failedFuture(failure));
    }

    /** By which family the request came. */
    static Family family(HttpServerRequest request) {
        return request.localAddress().host().contains(":") ? Family.IPV6 : Family.IPV4;
    }

    /** The JDK gives all refusals to bind the same type. */
    private static boolean isTaken(Throwable failure) {
        return failure instanceof BindException
                && String.valueOf(failure.getMessage()).contains("in use");
    }

    private Future<Listeners.Opened> listen(String host, int port, Handler<HttpServerRequest> handler) {
        var options = new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxInitialLineLength(LONGEST_HEAD)
                .setMaxHeaderSize(LONGEST_HEAD)
                .setHttp2ClearTextEnabled(false);
        var connections = new AtomicInteger();
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> admit(connection, connections))
                .requestHandler(handler)
                .listen(port, host)
                .map(server -> server::close);
    }

    private void admit(HttpConnection connection, AtomicInteger connections) {
        connection.closeHandler(_ -> connections.decrementAndGet());
        if (connections.incrementAndGet() > MOST_CONNECTIONS) {
            refused.increment();
            var _ = connection.close();
        }
    }

    /** Answers 200 or 503 with that, and with the headers that upstream sends. */
    static void answer(HttpServerResponse response, boolean good, JsonObject body) {
        var _ = response.setStatusCode(good ? 200 : 503)
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body.encode());
    }
}

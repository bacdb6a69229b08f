package io.portico.ingress.proxy;

import io.portico.ingress.model.RoutingTable;
import io.portico.ingress.tls.SniKeyManager;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One event loop's share of the traffic: a server per port, the gate and the router behind it, the client at the end.
 */
final class TrafficVerticle extends AbstractVerticle {
    private final VertxProxyEngine.Settings settings;
    private final SniKeyManager keyManager;
    private final Supplier<RoutingTable> tables;
    private final TrafficMetrics metrics;
    private final Balancer balancer;
    private final BoundPorts ports;

    /** What the servers of all event loops are bound to: they share each port. */
    static final class BoundPorts {
        private final AtomicInteger http = new AtomicInteger();
        private final AtomicInteger https = new AtomicInteger();

        int http() {
            return http.get();
        }

        int https() {
            return https.get();
        }
    }

    TrafficVerticle(
            VertxProxyEngine.Settings settings,
            SniKeyManager keyManager,
            Supplier<RoutingTable> tables,
            TrafficMetrics metrics,
            Balancer balancer,
            BoundPorts ports) {
        this.settings = settings;
        this.keyManager = keyManager;
        this.tables = tables;
        this.metrics = metrics;
        this.balancer = balancer;
        this.ports = ports;
    }

    @Override
    public void start(Promise<Void> started) {
        var limits = settings.limits();
        var client = vertx.httpClientBuilder()
                .with(limits.client())
                .with(limits.pool())
                .build();
        var forwarding = new Forwarding(client, balancer, limits);
        var proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(true), client)
                .origin(forwarding)
                .addInterceptor(forwarding);
        var router = Router.router(vertx);
        router.route().handler(ProxyHandler.create(proxy));
        var gate = new Gate(tables, metrics, settings.redirectPort(), router);

        Future.all(
                        listen(gate, limits.http(), settings.httpPort(), ports.http),
                        listen(gate, limits.https(keyManager), settings.httpsPort(), ports.https))
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private Future<HttpServer> listen(Gate gate, HttpServerOptions options, int port, AtomicInteger bound) {
        return vertx.createHttpServer(options)
                .requestHandler(gate)
                // A negative port is one free port that all event loops share; 0 would give each its own.
                .listen(port == 0 ? (options.isSsl() ? -2 : -1) : port, "0.0.0.0")
                .onSuccess(server -> bound.set(server.actualPort()));
    }
}

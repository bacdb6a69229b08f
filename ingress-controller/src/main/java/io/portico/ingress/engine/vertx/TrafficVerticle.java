package io.portico.ingress.engine.vertx;

import io.portico.ingress.engine.HeaderRules;
import io.portico.ingress.engine.RequestAdmission;
import io.portico.ingress.engine.RequestMetrics;
import io.portico.ingress.engine.UpstreamSelector;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.tls.SniKeyManager;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One event loop's share of the traffic: a server per listener, its handler and the router behind it, the client at the
 * end.
 */
final class TrafficVerticle extends AbstractVerticle {
    private final Shared shared;
    private final List<Listener.Key> listeners;
    private final Map<Listener.Key, Integer> bound;

    /** What all event loops share. */
    record Shared(
            Limits limits,
            SniKeyManager keyManager,
            Supplier<RoutingTable> tables,
            RequestAdmission admission,
            RequestMetrics metrics,
            HeaderRules headers,
            UpstreamSelector selector) {}

    /** @param bound takes the port of each listener; the servers of all event loops share it */
    TrafficVerticle(Shared shared, List<Listener.Key> listeners, Map<Listener.Key, Integer> bound) {
        this.shared = shared;
        this.listeners = listeners;
        this.bound = bound;
    }

    @Override
    public void start(Promise<Void> started) {
        var client = vertx.httpClientBuilder()
                .with(shared.limits.client())
                .with(shared.limits.pool())
                .build();
        var forwarding = new Forwarding(client, shared.selector);
        var proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(true), client)
                .origin(forwarding)
                .addInterceptor(forwarding);
        var router = Router.router(vertx);
        router.route().handler(ProxyHandler.create(proxy));
        var servers = new ArrayList<Future<HttpServer>>();
        for (var i = 0; i < listeners.size(); i++) {
            servers.add(listen(listeners.get(i), i, router));
        }
        Future.all(servers).<Void>mapEmpty().onComplete(started);
    }

    private Future<HttpServer> listen(Listener.Key key, int position, Handler<HttpServerRequest> router) {
        var options = key.protocol() == Listener.Protocol.HTTPS
                ? shared.limits.https(shared.keyManager)
                : shared.limits.http();
        return vertx.createHttpServer(options)
                .requestHandler(new RequestHandler(
                        key, shared.tables, shared.admission, shared.metrics, shared.headers, router))
                // A negative port is one free port that all event loops share; 0 would give each its own.
                .listen(key.port() == 0 ? -1 - position : key.port(), "0.0.0.0")
                .onSuccess(server -> bound.put(key, server.actualPort()));
    }
}

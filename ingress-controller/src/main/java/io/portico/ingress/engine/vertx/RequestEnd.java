package io.portico.ingress.engine.vertx;

import io.portico.ingress.engine.RequestMetrics;
import io.portico.ingress.engine.RequestMetrics.Measurement;
import io.portico.ingress.model.routing.Route;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/** Notices that a request ended: with its response, or with its connection if that is earlier. */
final class RequestEnd implements Handler<@Nullable Void> {
    private final HttpServerResponse response;
    private final Measurement measurement;
    private final @Nullable Exchange exchange;

    private RequestEnd(HttpServerResponse response, Measurement measurement, @Nullable Exchange exchange) {
        this.response = response;
        this.measurement = measurement;
        this.exchange = exchange;
    }

    /**
     * A request begins.
     *
     * @param route null for what no Ingress matches
     * @param exchange ends with the request
     */
    static void watch(
            RequestMetrics metrics,
            HttpServerRequest request,
            @Nullable Route route,
            @Nullable Exchange exchange,
            boolean isWebSocket) {
        var response = request.response();
        var end = new RequestEnd(response, metrics.begin(route), exchange);
        response.endHandler(end).closeHandler(end);
        if (isWebSocket && request.connection() instanceof ConnectionBase connection) {
            // An upgraded connection leaves HTTP, and with it all handlers.
            connection.channel().closeFuture().addListener(_ -> end.handle(null));
        } else if (request.version() != HttpVersion.HTTP_2) {
            // A response that is reset, as its endpoint broke off, tells neither of the handlers above. An HTTP/1
            // connection answers one request at a time, so the next one may take this handler's place.
            request.connection().closeHandler(end);
        }
    }

    @Override
    public void handle(@Nullable Void nothing) {
        if (measurement.end(response.getStatusCode()) && exchange != null) {
            exchange.end();
        }
    }
}

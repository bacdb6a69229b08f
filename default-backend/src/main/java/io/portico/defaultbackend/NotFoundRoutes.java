package io.portico.defaultbackend;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;

/**
 * What the traffic port answers: 200 on {@code /healthz}, 404 on everything else, which is the contract of
 * ingress-nginx's default backend. The 404's format follows {@code Accept} (RFC 9110, section 12.5.1); it is plain text
 * where the client has no preference or accepts none of the formats.
 */
@ApplicationScoped
class NotFoundRoutes {
    private final MeterRegistry metrics;

    NotFoundRoutes(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** A router for one server. */
    Router create(Vertx vertx) {
        var router = Router.router(vertx);
        router.get("/healthz")
                .handler(context -> end(
                        context,
                        context.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8"),
                        "ok\n"));
        var negotiated = router.route();
        Arrays.stream(NotFoundPage.values()).map(NotFoundPage::mediaType).forEach(negotiated::produces);
        negotiated.handler(context -> notFound(context, NotFoundPage.of(context.getAcceptableContentType())));
        router.route().handler(context -> notFound(context, NotFoundPage.TEXT));
        return router;
    }

    private void notFound(RoutingContext context, NotFoundPage page) {
        DefaultBackendMetrics.NOT_FOUND.counter(metrics, page.mediaType()).increment();
        var response = context.response()
                .setStatusCode(404)
                .putHeader(HttpHeaders.CONTENT_TYPE, page.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        end(context, response, page.body());
    }

    /** A body that the client is still sending is not waited for: the connection ends with the answer. */
    private static void end(RoutingContext context, HttpServerResponse response, String body) {
        if (context.request().isEnded()) {
            response.end(body);
        } else {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            response.end(body).onComplete(_ -> context.request().connection().close());
        }
    }
}

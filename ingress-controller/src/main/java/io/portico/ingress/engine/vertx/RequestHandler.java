package io.portico.ingress.engine.vertx;

import io.portico.ingress.engine.Client;
import io.portico.ingress.engine.HeaderRules;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.RequestAdmission;
import io.portico.ingress.engine.RequestMetrics;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.runtime.net.HostName;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The first to see a request of one listener: refuses or answers it, or cleans its headers and hands it on. What passes
 * has an {@link Exchange}. It stands before vertx-web's Router, which logs a stack trace for each request without a
 * host.
 */
final class RequestHandler implements Handler<HttpServerRequest> {
    /** Methods whose requests have no body unless they say so by its length. */
    private static final Set<HttpMethod> BODILESS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE);

    private final Listener.Key listener;
    private final Supplier<RoutingTable> tables;
    private final RequestAdmission admission;
    private final RequestMetrics metrics;
    private final HeaderRules headers;
    private final Handler<HttpServerRequest> next;

    /** @param next forwards what passes */
    RequestHandler(
            Listener.Key listener,
            Supplier<RoutingTable> tables,
            RequestAdmission admission,
            RequestMetrics metrics,
            HeaderRules headers,
            Handler<HttpServerRequest> next) {
        this.listener = listener;
        this.tables = tables;
        this.admission = admission;
        this.metrics = metrics;
        this.headers = headers;
        this.next = next;
    }

    @Override
    public void handle(HttpServerRequest request) {
        var written = writtenHost(request);
        var host = written == null || written.isEmpty() ? written : HostName.canonical(written);
        var refusal = RequestAdmission.refusal(request.method().name(), host, request.uri());
        if (written == null || host == null || refusal.isPresent()) {
            refuse(request, refusal.orElse(400));
            return;
        }
        var table = tables.get();
        switch (admission.decide(new VertxRequestHead(request, host), table.listener(listener), table)) {
            case RequestAdmission.Answered(var route, var response) -> {
                RequestEnd.watch(metrics, request, route, null, isWebSocket(request));
                var _ = answer(request, response);
            }
            case RequestAdmission.Forwarded(var route, var upstream) -> {
                var exchange =
                        new Exchange(upstream, written.isEmpty() ? null : HostAndPort.parseAuthority(written, -1));
                exchange.begin();
                RequestEnd.watch(metrics, request, route, exchange, isWebSocket(request));
                forward(request, written);
            }
        }
    }

    /** Headers are rewritten on the request itself: vertx-http-proxy passes upgrades by its interceptors. */
    private void forward(HttpServerRequest request, String written) {
        markBody(request);
        headers.rewriteRequest(
                new VertxHeaders(request.headers()),
                new Client(
                        request.remoteAddress().hostAddress(),
                        Integer.toString(request.localAddress().port()),
                        request.isSSL(),
                        written),
                isWebSocket(request) ? "websocket" : null);
        next.handle(request);
    }

    /** Whatever follows a refused request on its connection is not trusted any more. */
    private void refuse(HttpServerRequest request, int status) {
        RequestEnd.watch(metrics, request, null, null, isWebSocket(request));
        var _ = answer(request, LocalResponse.of(status)).onComplete(_ -> {
            if (request.version() != HttpVersion.HTTP_2) {
                var _ = request.connection().close();
            }
        });
    }

    private static Future<Void> answer(HttpServerRequest request, LocalResponse answer) {
        var response = request.response();
        var field = answer.field();
        if (field != null) {
            response.putHeader(field.name(), field.value());
        }
        return response.setStatusCode(answer.status())
                .putHeader(HttpHeaders.SERVER, LocalResponse.SERVER)
                .putHeader(HttpHeaders.CONTENT_TYPE, LocalResponse.PLAIN_TEXT)
                .end(answer.line());
    }

    private static @Nullable String writtenHost(HttpServerRequest request) {
        var hosts = request.headers().getAll(HttpHeaders.HOST);
        if (request.version() != HttpVersion.HTTP_2) {
            return RequestAdmission.writtenHost(hosts, request.version() == HttpVersion.HTTP_1_0);
        }
        var authority = request.authority();
        if (authority == null) {
            return null;
        }
        return RequestAdmission.writtenHost(
                hosts, authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port());
    }

    /** An HTTP/2 body without a length goes on in chunks; vertx-http-proxy looks at the header alone. */
    private static void markBody(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2
                && !BODILESS.contains(request.method())
                && !request.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            request.headers().set(HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CHUNKED);
        }
    }

    /** RFC 6455 §4.1; other upgrades are not forwarded. */
    private static boolean isWebSocket(HttpServerRequest request) {
        var connection = request.getHeader(HttpHeaders.CONNECTION);
        return request.version() == HttpVersion.HTTP_1_1
                && request.method().equals(HttpMethod.GET)
                && connection != null
                && connection.toLowerCase(Locale.ROOT).contains("upgrade")
                && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }
}

package io.portico.ingress.proxy;

import io.portico.ingress.model.HostName;
import io.portico.ingress.model.Route;
import io.portico.ingress.model.RoutingTable;
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
 * The first to see a request: refuses what is not to be forwarded, finds the route, redirects plain HTTP where the
 * route says so, and cleans the headers. What passes has an {@link Exchange}. It stands before vertx-web's Router,
 * which logs a stack trace for each request without a host.
 */
final class Gate implements Handler<HttpServerRequest> {
    private static final String ACME_CHALLENGE = "/.well-known/acme-challenge/";
    private static final int DEFAULT_HTTPS_PORT = 443;
    /** Methods whose requests have no body unless they say so by its length. */
    private static final Set<HttpMethod> BODILESS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE);

    private final Supplier<RoutingTable> tables;
    private final TrafficMetrics metrics;
    private final int httpsPort;
    private final Handler<HttpServerRequest> next;

    /**
     * @param httpsPort the port that a redirect names, left out when it is 443
     * @param next forwards what passes
     */
    Gate(Supplier<RoutingTable> tables, TrafficMetrics metrics, int httpsPort, Handler<HttpServerRequest> next) {
        this.tables = tables;
        this.metrics = metrics;
        this.httpsPort = httpsPort;
        this.next = next;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.TRACE) || request.method().equals(HttpMethod.CONNECT)) {
            refuse(request, 405);
            return;
        }
        var written = writtenHost(request);
        var host = written == null || written.isEmpty() ? written : HostName.canonical(written);
        if (written == null || host == null || !request.uri().startsWith("/")) {
            refuse(request, 400);
            return;
        }
        var table = tables.get();
        var route = table.route(host, request.path());
        if (route != null && redirects(route, request)) {
            metrics.begin(request, route, null);
            redirect(request, host);
            return;
        }
        var backend = route == null ? table.defaultBackend() : route.backend();
        if (backend.endpoints().isEmpty()) {
            metrics.begin(request, route, null);
            var _ = Answers.send(request.response(), route == null ? 404 : 503);
            return;
        }
        var exchange = new Exchange(backend, written.isEmpty() ? null : HostAndPort.parseAuthority(written, -1));
        exchange.begin();
        metrics.begin(request, route, exchange);
        markBody(request);
        ForwardedHeaders.rewriteRequest(request, written, isWebSocket(request));
        next.handle(request);
    }

    private static boolean redirects(Route route, HttpServerRequest request) {
        return route.redirectsToHttps() && !request.isSSL() && !request.path().startsWith(ACME_CHALLENGE);
    }

    /** Whatever follows a refused request on its connection is not trusted any more. */
    private void refuse(HttpServerRequest request, int status) {
        metrics.begin(request, null, null);
        var _ = Answers.send(request.response(), status).onComplete(_ -> {
            if (request.version() != HttpVersion.HTTP_2) {
                var _ = request.connection().close();
            }
        });
    }

    /**
     * The host as the client wrote it; empty when an HTTP/1.0 client wrote none; null when it is missing, doubled, or
     * contradicts itself (RFC 9112 §3.2).
     */
    private static @Nullable String writtenHost(HttpServerRequest request) {
        var hosts = request.headers().getAll(HttpHeaders.HOST);
        if (request.version() == HttpVersion.HTTP_2) {
            var authority = request.authority();
            if (authority == null || hosts.size() > 1) {
                return null;
            }
            var written = authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port();
            return hosts.isEmpty() || hosts.getFirst().equalsIgnoreCase(written) ? written : null;
        }
        if (hosts.isEmpty()) {
            return request.version() == HttpVersion.HTTP_1_0 ? "" : null;
        }
        return hosts.size() == 1 && !hosts.getFirst().isEmpty() ? hosts.getFirst() : null;
    }

    private void redirect(HttpServerRequest request, String host) {
        var port = httpsPort == DEFAULT_HTTPS_PORT ? "" : ":" + httpsPort;
        request.response().putHeader(HttpHeaders.LOCATION, "https://" + host + port + request.uri());
        var _ = Answers.send(request.response(), 308);
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
    static boolean isWebSocket(HttpServerRequest request) {
        var connection = request.getHeader(HttpHeaders.CONNECTION);
        return request.version() == HttpVersion.HTTP_1_1
                && request.method().equals(HttpMethod.GET)
                && connection != null
                && connection.toLowerCase(Locale.ROOT).contains("upgrade")
                && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }
}

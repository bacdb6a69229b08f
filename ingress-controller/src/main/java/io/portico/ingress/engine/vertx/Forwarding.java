package io.portico.ingress.engine.vertx;

import io.portico.ingress.engine.HeaderRules;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.UpstreamSelector;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

/**
 * Connects a request to an endpoint of its upstream, to another one when connecting failed, and turns failures into
 * answers: 502 when the endpoint failed, 503 when there is none, 504 when it was too slow.
 */
final class Forwarding implements OriginRequestProvider, ProxyInterceptor {
    private final HttpClient client;
    private final UpstreamSelector selector;

    Forwarding(HttpClient client, UpstreamSelector selector) {
        this.client = client;
        this.selector = selector;
    }

    @Override
    public Future<HttpClientRequest> create(ProxyContext context) {
        return connect(Exchange.current(), new ConnectException("no endpoint"));
    }

    /** Nothing was sent before this future succeeds, so each failure may be tried elsewhere. */
    private Future<HttpClientRequest> connect(Exchange exchange, Throwable failure) {
        var upstream = exchange.upstream();
        var policy = upstream.policy();
        var next = exchange.tried().size() < policy.attempts()
                ? selector.pick(upstream.endpoints(), exchange.tried())
                : null;
        if (next == null) {
            return Future.failedFuture(failure);
        }
        exchange.isTriedOn(next);
        var endpoint = next.endpoint();
        return client.request(new RequestOptions()
                        .setServer(SocketAddress.inetSocketAddress(endpoint.port(), endpoint.address()))
                        .setConnectTimeout(policy.connectTimeout().toMillis())
                        .setIdleTimeout(policy.readTimeout().toMillis()))
                // The host stays what the client wrote; vertx-http-proxy would write the endpoint's address.
                .map(request -> exchange.authority() == null ? request : request.authority(exchange.authority()))
                .recover(again -> connect(exchange, again));
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        return context.sendRequest().recover(failure -> {
            var request = context.request();
            // An HTTP/2 request that was read to its end throws when it is resumed, and the client would wait for ever.
            var response = (request.proxiedRequest().isEnded() ? request : request.release()).response();
            var answer = LocalResponse.of(statusOf(failure));
            response.setStatusCode(answer.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, LocalResponse.PLAIN_TEXT)
                    .setBody(Body.body(Buffer.buffer(answer.line())));
            return Future.succeededFuture(response);
        });
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        HeaderRules.cleanResponse(new VertxHeaders(context.response().headers()));
        return context.sendResponse();
    }

    private static int statusOf(Throwable failure) {
        if (failure instanceof ConnectionPoolTooBusyException) {
            return 503;
        }
        var slow = failure instanceof TimeoutException || failure instanceof io.netty.channel.ConnectTimeoutException;
        return slow ? 504 : 502;
    }
}

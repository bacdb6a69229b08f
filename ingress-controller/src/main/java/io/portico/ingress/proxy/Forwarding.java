package io.portico.ingress.proxy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

/**
 * Connects a request to an endpoint of its backend, to another one when connecting failed, and turns failures into
 * answers: 502 when the endpoint failed, 503 when there is none, 504 when it was too slow.
 */
final class Forwarding implements OriginRequestProvider, ProxyInterceptor {
    private final HttpClient client;
    private final Balancer balancer;
    private final Limits limits;

    Forwarding(HttpClient client, Balancer balancer, Limits limits) {
        this.client = client;
        this.balancer = balancer;
        this.limits = limits;
    }

    @Override
    public Future<HttpClientRequest> create(ProxyContext context) {
        return connect(Exchange.current(), new ConnectException("no endpoint"));
    }

    /** Nothing was sent before this future succeeds, so each failure may be tried elsewhere. */
    private Future<HttpClientRequest> connect(Exchange exchange, Throwable failure) {
        var upstream = exchange.tried().size() < Limits.ATTEMPTS
                ? balancer.pick(exchange.backend().endpoints(), exchange.tried())
                : null;
        if (upstream == null) {
            return Future.failedFuture(failure);
        }
        exchange.isTriedOn(upstream);
        return client.request(new RequestOptions()
                        .setServer(upstream.address())
                        .setConnectTimeout(limits.connect().toMillis())
                        .setIdleTimeout(limits.read().toMillis()))
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
            var status = statusOf(failure);
            response.setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, Answers.PLAIN_TEXT)
                    .setBody(Body.body(Buffer.buffer(Answers.line(status))));
            return Future.succeededFuture(response);
        });
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        ForwardedHeaders.cleanResponse(context.response().headers());
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

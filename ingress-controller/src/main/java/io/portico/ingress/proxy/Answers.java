package io.portico.ingress.proxy;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What the proxy itself answers: a status and one plain line. */
final class Answers {
    static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    private Answers() {}

    static Future<Void> send(HttpServerResponse response, int status) {
        return response.setStatusCode(status)
                .putHeader(HttpHeaders.SERVER, "portico")
                .putHeader(HttpHeaders.CONTENT_TYPE, PLAIN_TEXT)
                .end(line(status));
    }

    /** {@code 503 Service Unavailable}, a line. */
    static String line(int status) {
        return HttpResponseStatus.valueOf(status) + "\n";
    }
}

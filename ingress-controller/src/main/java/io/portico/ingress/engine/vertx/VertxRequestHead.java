package io.portico.ingress.engine.vertx;

import io.portico.ingress.model.routing.RequestHead;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The head of a Vert.x request.
 *
 * @param host in its canonical spelling
 */
record VertxRequestHead(HttpServerRequest request, String host) implements RequestHead {
    @Override
    public String path() {
        return request.path();
    }

    @Override
    public String uri() {
        return request.uri();
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public boolean secure() {
        return request.isSSL();
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public @Nullable String query(String name) {
        return request.params().get(name);
    }
}

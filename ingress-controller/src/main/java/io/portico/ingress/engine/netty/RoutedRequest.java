package io.portico.ingress.engine.netty;

import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.model.routing.RequestHead;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request as routes and filters see it.
 *
 * @param host in its canonical spelling
 * @param path as the client wrote it
 * @param uri path and query
 * @param secure whether the client came by TLS, to us or to a trusted proxy
 */
record RoutedRequest(String method, String host, String path, String uri, boolean secure, HeaderBlock headers)
        implements RequestHead {
    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    @Override
    public @Nullable String query(String name) {
        var from = path.length() + 1;
        while (from < uri.length()) {
            var ampersand = uri.indexOf('&', from);
            var to = ampersand < 0 ? uri.length() : ampersand;
            var equals = uri.indexOf('=', from);
            var nameTo = equals < 0 || equals > to ? to : equals;
            if (name.equals(decoded(uri.substring(from, nameTo)))) {
                return nameTo == to ? "" : decoded(uri.substring(nameTo + 1, to));
            }
            from = to + 1;
        }
        return null;
    }

    private static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null; // a lone % is no parameter that a route asks for
        }
    }
}

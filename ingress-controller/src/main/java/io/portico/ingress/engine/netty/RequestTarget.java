package io.portico.ingress.engine.netty;

import io.portico.ingress.engine.http1.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for (RFC 9112 §3.2), in origin-form or absolute-form.
 *
 * @param authority host and port of an absolute-form; null in origin-form
 * @param uri path and query as the client wrote them
 * @param path without the query
 */
record RequestTarget(@Nullable String authority, String uri, String path) {
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";
    private static final int ESCAPE = 3;

    /**
     * Reads one, printable ASCII.
     *
     * @throws io.portico.ingress.engine.http1.MalformedMessage when it has another form, or a path in which an escape
     *     is broken or hides a NUL
     */
    static RequestTarget of(String target) {
        if (target.charAt(0) == '/') {
            return of(null, target);
        }
        var isHttps = target.regionMatches(true, 0, HTTPS, 0, HTTPS.length());
        if (!isHttps && !target.regionMatches(true, 0, HTTP, 0, HTTP.length())) {
            throw Fault.TARGET.thrown();
        }
        var from = (isHttps ? HTTPS : HTTP).length();
        var to = from;
        while (to < target.length() && target.charAt(to) != '/' && target.charAt(to) != '?') {
            to++;
        }
        var rest = target.substring(to);
        return of(target.substring(from, to), rest.startsWith("/") ? rest : "/" + rest);
    }

    private static RequestTarget of(@Nullable String authority, String uri) {
        var question = uri.indexOf('?');
        var path = question < 0 ? uri : uri.substring(0, question);
        for (var at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            if (!isEscape(path, at)) {
                throw Fault.PATH_ESCAPE.thrown();
            }
        }
        return new RequestTarget(authority, uri, path);
    }

    private static boolean isEscape(String path, int at) {
        if (at + ESCAPE > path.length()) {
            return false;
        }
        var high = Character.digit(path.charAt(at + 1), 16);
        var low = Character.digit(path.charAt(at + 2), 16);
        return high >= 0 && low >= 0 && high + low > 0;
    }
}

package io.portico.ingress.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a request's and an answer's headers lose and gain on the way. A client's own {@code X-Forwarded-*} and
 * {@code Forwarded} are never believed; hop-by-hop headers (RFC 9110 §7.6.1), also those that {@code Connection} names
 * in whatever case, end here, before ours are added: else a client could have ours removed (CVE-2024-45410,
 * CVE-2026-29054).
 */
final class ForwardedHeaders {
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade", "http2-settings");
    /** Of the client: answered or meant for us, and {@code Proxy} would become HTTP_PROXY in a CGI (CVE-2016-5385). */
    private static final Set<String> NOT_FORWARDED =
            Set.of("proxy", "proxy-authorization", "proxy-authenticate", "expect", "forwarded", "x-real-ip");

    private ForwardedHeaders() {}

    /**
     * Cleans the request's own headers and adds ours. It is done on the request itself and not in an interceptor, as
     * vertx-http-proxy passes upgrades by its interceptors.
     *
     * @param host as the client wrote it, valid; empty when it wrote none
     */
    static void rewriteRequest(HttpServerRequest request, String host, boolean upgrade) {
        var headers = request.headers();
        var nominated = nominated(headers);
        for (var name : Set.copyOf(headers.names())) {
            var plain = name.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
            var ours = plain.startsWith("x-forwarded-") || NOT_FORWARDED.contains(plain);
            if (ours || HOP_BY_HOP.contains(plain) || isNominated(nominated, plain)) {
                headers.remove(name);
            }
        }
        if (upgrade) {
            headers.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE).set(HttpHeaders.UPGRADE, "websocket");
        }
        var client = request.remoteAddress().hostAddress();
        var scheme = request.isSSL() ? "https" : "http";
        headers.set("x-real-ip", client)
                .set("x-forwarded-for", client)
                .set("x-forwarded-proto", scheme)
                .set("x-forwarded-port", Integer.toString(request.localAddress().port()));
        var forwarded = "for=" + (client.contains(":") ? "\"[" + client + "]\"" : client) + ";proto=" + scheme;
        if (!host.isEmpty()) {
            headers.set("x-forwarded-host", host);
            forwarded += ";host=\"" + host + "\"";
        }
        headers.set("forwarded", forwarded);
    }

    /** Drops an endpoint's hop-by-hop headers: they tell of its connection to us. */
    static void cleanResponse(MultiMap headers) {
        var nominated = nominated(headers);
        for (var name : Set.copyOf(headers.names())) {
            var plain = name.toLowerCase(Locale.ROOT);
            if (HOP_BY_HOP.contains(plain) || isNominated(nominated, plain)) {
                headers.remove(name);
            }
        }
        if (!headers.contains(HttpHeaders.SERVER)) {
            headers.set(HttpHeaders.SERVER, "portico");
        }
    }

    /** Framing and routing headers cannot be nominated away: the message would mean something else without them. */
    private static boolean isNominated(Set<String> nominated, String name) {
        return nominated.contains(name)
                && !name.equals("host")
                && !name.equals("content-length")
                && !name.equals("transfer-encoding");
    }

    private static Set<String> nominated(MultiMap headers) {
        var values = headers.getAll(HttpHeaders.CONNECTION);
        if (values.isEmpty()) {
            return Set.of();
        }
        var names = new HashSet<String>();
        for (var value : values) {
            for (var token : value.split(",", -1)) {
                names.add(token.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}

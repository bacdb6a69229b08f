package io.portico.ingress.engine;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a request's and an answer's headers lose and gain on the way. A client's own {@code X-Forwarded-*} and
 * {@code Forwarded} are never believed; hop-by-hop headers (RFC 9110 §7.6.1), also those that {@code Connection} names
 * in whatever case, end here, before ours are added: else a client could have ours removed (CVE-2024-45410,
 * CVE-2026-29054).
 */
public final class HeaderRules {
    private static final String CONNECTION = "connection";
    private static final String UPGRADE = "upgrade";
    private static final String SERVER = "server";
    private static final Set<String> HOP_BY_HOP =
            Set.of(CONNECTION, "keep-alive", "proxy-connection", "te", "trailer", UPGRADE, "http2-settings");
    /** Of the client: answered or meant for us, and {@code Proxy} would become HTTP_PROXY in a CGI (CVE-2016-5385). */
    private static final Set<String> NOT_FORWARDED =
            Set.of("proxy", "proxy-authorization", "proxy-authenticate", "expect", "forwarded", "x-real-ip");

    private HeaderRules() {}

    /**
     * Who asks, and where.
     *
     * @param client its IP address
     * @param port of ours that it came to
     * @param secure whether it came by TLS
     * @param host as the client wrote it, valid; empty when it wrote none
     */
    public record Client(String client, int port, boolean secure, String host) {}

    /** Cleans the request's own headers and adds ours. */
    public static void rewriteRequest(Headers headers, Client client, boolean upgrade) {
        var nominated = nominated(headers);
        for (var name : headers.names()) {
            var plain = name.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
            var ours = plain.startsWith("x-forwarded-") || NOT_FORWARDED.contains(plain);
            if (ours || HOP_BY_HOP.contains(plain) || isNominated(nominated, plain)) {
                headers.remove(name);
            }
        }
        if (upgrade) {
            headers.set(CONNECTION, UPGRADE);
            headers.set(UPGRADE, "websocket");
        }
        var address = client.client();
        var scheme = client.secure() ? "https" : "http";
        headers.set("x-real-ip", address);
        headers.set("x-forwarded-for", address);
        headers.set("x-forwarded-proto", scheme);
        headers.set("x-forwarded-port", Integer.toString(client.port()));
        var forwarded = "for=" + (address.contains(":") ? "\"[" + address + "]\"" : address) + ";proto=" + scheme;
        if (!client.host().isEmpty()) {
            headers.set("x-forwarded-host", client.host());
            forwarded += ";host=\"" + client.host() + "\"";
        }
        headers.set("forwarded", forwarded);
    }

    /** Drops an endpoint's hop-by-hop headers: they tell of its connection to us. */
    public static void cleanResponse(Headers headers) {
        var nominated = nominated(headers);
        for (var name : headers.names()) {
            var plain = name.toLowerCase(Locale.ROOT);
            if (HOP_BY_HOP.contains(plain) || isNominated(nominated, plain)) {
                headers.remove(name);
            }
        }
        if (!headers.contains(SERVER)) {
            headers.set(SERVER, LocalResponse.SERVER);
        }
    }

    /** Framing and routing headers cannot be nominated away: the message would mean something else without them. */
    private static boolean isNominated(Set<String> nominated, String name) {
        return nominated.contains(name)
                && !name.equals("host")
                && !name.equals("content-length")
                && !name.equals("transfer-encoding");
    }

    private static Set<String> nominated(Headers headers) {
        var values = headers.all(CONNECTION);
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

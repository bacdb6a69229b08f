package io.portico.ingress.engine;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a request's and an answer's headers lose and gain on the way. Hop-by-hop headers (RFC 9110 §7.6.1), also those
 * that {@code Connection} names in whatever case, end here, before ours are added: else a client could have ours
 * removed (CVE-2024-45410, CVE-2026-29054). What the endpoint is told of the client is what ingress-nginx tells it.
 */
public final class HeaderRules {
    private static final String CONNECTION = "connection";
    private static final String UPGRADE = "upgrade";
    private static final String FORWARDED = "forwarded";
    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String REQUEST_ID = "x-request-id";
    private static final int LONGEST_REQUEST_ID = 256;

    private static final Set<String> FRAMING = Set.of("host", "content-length", "transfer-encoding");
    private static final Set<String> HOP_BY_HOP =
            Set.of(CONNECTION, "keep-alive", "proxy-connection", "te", "trailer", UPGRADE, "http2-settings");
    /** Of the client: answered or meant for us, and {@code Proxy} would become HTTP_PROXY in a CGI (CVE-2016-5385). */
    private static final Set<String> NOT_FORWARDED = Set.of(
            "proxy",
            "proxy-authorization",
            "proxy-authenticate",
            "expect",
            FORWARDED,
            "x-real-ip",
            "x-scheme",
            "x-original-forwarded-for");
    /** What must be known before the body, or is no business of whoever writes trailers (RFC 9110 §6.5.1). */
    private static final Set<String> NO_TRAILERS = Set.of(
            "authorization",
            "cache-control",
            "content-encoding",
            "content-range",
            "content-type",
            "cookie",
            "max-forwards",
            "range",
            REQUEST_ID,
            "set-cookie");

    private final boolean forwarded;

    /** As the settings have it. */
    public HeaderRules(EngineSettings settings) {
        this.forwarded = settings.forwarded();
    }

    /**
     * Cleans the request's own headers and adds ours.
     *
     * @param upgrade the protocol that the client wants to go on with, as {@code Upgrade} has it; null for none
     */
    public void rewriteRequest(Headers headers, Client client, @Nullable String upgrade) {
        var nominated = nominated(headers);
        var original = headers.contains(FORWARDED_FOR) ? String.join(", ", headers.all(FORWARDED_FOR)) : null;
        headers.removeIf(name -> isDropped(name, nominated));
        if (upgrade != null) {
            headers.add(CONNECTION, UPGRADE);
            headers.add(UPGRADE, upgrade);
        }
        if (original != null) {
            headers.add("x-original-forwarded-for", original);
        }
        var id = headers.get(REQUEST_ID);
        if (id == null || id.isEmpty() || id.length() > LONGEST_REQUEST_ID) {
            headers.set(REQUEST_ID, randomId());
        }
        headers.add("x-real-ip", client.address());
        headers.add(FORWARDED_FOR, client.address());
        headers.add("x-forwarded-proto", client.scheme());
        headers.add("x-forwarded-scheme", client.scheme());
        headers.add("x-scheme", client.scheme());
        headers.add("x-forwarded-port", client.port());
        if (!client.host().isEmpty()) {
            headers.add("x-forwarded-host", client.host());
        }
        if (forwarded) {
            headers.add(FORWARDED, forwarded(client));
        }
    }

    /** Drops an endpoint's hop-by-hop headers: they tell of its connection to us. */
    public static void cleanResponse(Headers headers) {
        var nominated = nominated(headers);
        headers.removeIf(name -> HOP_BY_HOP.contains(name) || isNominated(nominated, name));
    }

    /** Drops what may not come behind a body. */
    public static void cleanTrailers(Headers trailers) {
        trailers.removeIf(name -> {
            var plain = plain(name);
            return NO_TRAILERS.contains(plain)
                    || FRAMING.contains(plain)
                    || isOurs(plain)
                    || HOP_BY_HOP.contains(plain);
        });
    }

    /**
     * Names that differ in {@code _} or {@code .} alone are one to a CGI and its like: those that are spelled like one
     * of ours, or like one that frames the message, go.
     */
    private static boolean isDropped(String name, Set<String> nominated) {
        var plain = plain(name);
        return isOurs(plain)
                || HOP_BY_HOP.contains(plain)
                || isNominated(nominated, name)
                || (!plain.equals(name) && (FRAMING.contains(plain) || plain.equals(REQUEST_ID)));
    }

    private static boolean isOurs(String plain) {
        return plain.startsWith("x-forwarded-") || NOT_FORWARDED.contains(plain);
    }

    /** The same string where there is nothing to replace. */
    private static String plain(String name) {
        return name.indexOf('_') < 0 && name.indexOf('.') < 0
                ? name
                : name.replace('_', '-').replace('.', '-');
    }

    /** Framing and routing headers cannot be nominated away: the message would mean something else without them. */
    private static boolean isNominated(Set<String> nominated, String name) {
        return !nominated.isEmpty() && nominated.contains(name) && !FRAMING.contains(name);
    }

    private static Set<String> nominated(Headers headers) {
        var values = headers.all(CONNECTION);
        if (values.isEmpty()) {
            return Set.of();
        }
        Set<String> names = Set.of();
        for (var value : values) {
            if (value.equalsIgnoreCase("keep-alive") || value.equalsIgnoreCase("close")) {
                continue; // what nearly all say, and these two go anyway
            }
            for (var token : value.split(",", -1)) {
                names = names.isEmpty() ? new HashSet<>() : names;
                names.add(token.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static String randomId() {
        var random = ThreadLocalRandom.current();
        var hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    private static String forwarded(Client client) {
        var address = client.address();
        return "for=" + (address.contains(":") ? "\"[" + address + "]\"" : address) + ";proto=" + client.scheme()
                + (client.host().isEmpty() ? "" : ";host=\"" + client.host() + "\"");
    }
}

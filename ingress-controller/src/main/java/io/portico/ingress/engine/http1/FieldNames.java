package io.portico.ingress.engine.http1;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The names of fields in lower case, as strings: of those that are common, always the same. */
final class FieldNames {
    private static final int SLOTS = 1024;
    private static final String[] COMMON = new String[SLOTS];

    static {
        for (var name : """
                accept accept-charset accept-encoding accept-language accept-ranges access-control-allow-credentials
                access-control-allow-headers access-control-allow-methods access-control-allow-origin
                access-control-expose-headers access-control-max-age access-control-request-headers
                access-control-request-method age allow alt-svc authorization cache-control connection
                content-disposition content-encoding content-language content-length content-location content-range
                content-security-policy content-type cookie date dnt etag expect expires forwarded from grpc-status
                grpc-timeout host http2-settings if-match if-modified-since if-none-match if-range if-unmodified-since
                keep-alive last-modified link location max-forwards origin permissions-policy pragma priority proxy
                proxy-authenticate proxy-authorization proxy-connection range referer referrer-policy retry-after
                sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site
                sec-fetch-user sec-websocket-accept sec-websocket-extensions sec-websocket-key sec-websocket-protocol
                sec-websocket-version server set-cookie strict-transport-security te traceparent tracestate trailer
                transfer-encoding upgrade upgrade-insecure-requests user-agent vary via www-authenticate
                x-content-type-options x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto
                x-forwarded-scheme x-frame-options x-original-forwarded-for x-powered-by x-real-ip x-request-id
                x-requested-with x-scheme x-xss-protection""".split("\\s+", -1)) {
            var slot = slot(name.hashCode());
            while (COMMON[slot] != null) {
                slot = slot + 1 & SLOTS - 1;
            }
            COMMON[slot] = name;
        }
    }

    private FieldNames() {}

    /**
     * The name that stands there, in lower case.
     *
     * @param hash of that name in lower case, as {@link String#hashCode()} has it
     */
    static String of(byte[] text, int from, int to, int hash) {
        for (var slot = slot(hash); COMMON[slot] != null; slot = slot + 1 & SLOTS - 1) {
            var name = COMMON[slot];
            if (name.hashCode() == hash && isSame(name, text, from, to)) {
                return name;
            }
        }
        var name = new String(text, from, to - from, StandardCharsets.ISO_8859_1);
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean isSame(String name, byte[] text, int from, int to) {
        if (name.length() != to - from) {
            return false;
        }
        for (var i = 0; i < name.length(); i++) {
            if (name.charAt(i) != Characters.token(text[from + i])) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 15) & SLOTS - 1;
    }
}

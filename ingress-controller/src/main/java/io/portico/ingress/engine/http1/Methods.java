package io.portico.ingress.engine.http1;

import java.nio.charset.StandardCharsets;

/** The methods of requests as strings: of those that are common, always the same. */
final class Methods {
    private static final String[] COMMON = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"};

    private Methods() {}

    /** The one that stands there. */
    static String of(byte[] text, int from, int to) {
        for (var method : COMMON) {
            if (method.length() == to - from && isSame(method, text, from)) {
                return method;
            }
        }
        return new String(text, from, to - from, StandardCharsets.US_ASCII);
    }

    private static boolean isSame(String method, byte[] text, int from) {
        for (var i = 0; i < method.length(); i++) {
            if (method.charAt(i) != text[from + i]) {
                return false;
            }
        }
        return true;
    }
}

package io.portico.ingress.engine.http1;

import java.nio.charset.StandardCharsets;

/** Classes of bytes, by tables of 256. */
final class Characters {
    static final byte CR = '\r';
    static final byte LF = '\n';

    private static final int BYTES = 256;
    private static final int DELETE = 0x7f;
    private static final byte[] TOKEN = new byte[BYTES];
    private static final boolean[] VALUE = new boolean[BYTES];
    private static final boolean[] TARGET = new boolean[BYTES];

    static {
        for (var c = 'a'; c <= 'z'; c++) {
            TOKEN[c] = (byte) c;
            TOKEN[c - 'a' + 'A'] = (byte) c;
        }
        for (var c = '0'; c <= '9'; c++) {
            TOKEN[c] = (byte) c;
        }
        for (var c : "!#$%&'*+-.^_`|~".getBytes(StandardCharsets.US_ASCII)) {
            TOKEN[c] = c;
        }
        for (var c = 0; c < BYTES; c++) {
            VALUE[c] = c == '\t' || (c >= ' ' && c != DELETE);
            TARGET[c] = c > ' ' && c < DELETE && c != '#';
        }
    }

    private Characters() {}

    /** The byte in lower case where it may be part of a token (RFC 9110 §5.6.2); 0 where not. */
    static byte token(byte c) {
        return TOKEN[c & 0xff];
    }

    /** Whether it may be part of a field's value: obs-text, too (RFC 9110 §5.5). */
    static boolean isValue(byte c) {
        return VALUE[c & 0xff];
    }

    /** Whether it may be part of a request's target: all printable ASCII but {@code #}, as browsers send it. */
    static boolean isTarget(byte c) {
        return TARGET[c & 0xff];
    }

    static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    static boolean isSpace(byte c) {
        return c == ' ' || c == '\t';
    }

    /** The value of a hexadecimal digit; negative for anything else. */
    static int hex(byte c) {
        return c < 0 ? -1 : Character.digit(c, 16);
    }
}

package io.portico.ingress.tls;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The little of ASN.1 DER (X.690) that keys and a self-made certificate need. */
final class Der {
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final int OCTET_STRING = 0x04;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OID = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;

    private Der() {}

    static byte[] element(int tag, byte[]... contents) {
        var content = concat(contents);
        var length = content.length;
        byte[] head;
        if (length < 0x80) {
            head = new byte[] {(byte) tag, (byte) length};
        } else if (length < 0x100) {
            head = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        } else {
            head = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        }
        return concat(head, content);
    }

    static byte[] sequence(byte[]... contents) {
        return element(SEQUENCE, contents);
    }

    static byte[] integer(byte[] bigEndian) {
        return element(INTEGER, bigEndian);
    }

    static byte[] bitString(byte[] bits) {
        return element(BIT_STRING, new byte[1], bits);
    }

    /** An object identifier by its encoded content. */
    static byte[] oid(String hex) {
        return element(OID, HexFormat.of().parseHex(hex));
    }

    static byte[] utf8(String text) {
        return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] utcTime(String text) {
        return element(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The first element inside an element: of a public key's encoding, its AlgorithmIdentifier. */
    static byte[] firstInside(byte[] element) {
        var start = contentStart(element, 0);
        var end = contentStart(element, start) + length(element, start);
        return Arrays.copyOfRange(element, start, end);
    }

    private static int contentStart(byte[] bytes, int at) {
        var first = bytes[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] bytes, int at) {
        var first = bytes[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        var length = 0;
        for (var i = 0; i < (first & 0x7f); i++) {
            length = (length << 8) | (bytes[at + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] concat(byte[]... parts) {
        var length = 0;
        for (var part : parts) {
            length += part.length;
        }
        var all = new byte[length];
        var at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}

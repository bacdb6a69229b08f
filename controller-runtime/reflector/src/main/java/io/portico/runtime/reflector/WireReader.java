package io.portico.runtime.reflector;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of one protobuf message, in order; those that nobody asks for cost a jump. Knows the wire types that
 * Kubernetes uses: varint, 64-bit, length-delimited, 32-bit (protobuf.dev, "Encoding").
 */
public final class WireReader {
    private static final int MOST_VARINT_BITS = 63;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int wireType;
    private int field;

    /** A message that these bytes hold from {@code from} on, up to {@code end}. */
    WireReader(byte[] bytes, int from, int end) {
        if (from < 0 || end < from || end > bytes.length) {
            throw broken();
        }
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Goes to the next field, over the present one if its value was not read; false at the end of the message. */
    public boolean next() {
        skip();
        if (at == end) {
            field = 0;
            return false;
        }
        var key = varint();
        field = (int) (key >>> 3);
        wireType = (int) (key & 7);
        return true;
    }

    /** The number of the present field. */
    public int field() {
        return field;
    }

    /** The present field's value, a number or a boolean. */
    public long number() {
        require(0);
        field = 0;
        return varint();
    }

    /** The present field's value, text; empty when the API object says nothing, as Go knows no other. */
    public String text() {
        var length = length();
        if (length == 0) {
            return "";
        }
        var text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** The present field's value, bytes. */
    public byte[] bytes() {
        var length = length();
        var value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    /** Whether the present field's value is that text, of ASCII; makes no String. */
    public boolean is(String ascii) {
        var length = length();
        var from = at;
        at += length;
        if (length != ascii.length()) {
            return false;
        }
        for (var i = 0; i < length; i++) {
            if (bytes[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The present field's value, a message. */
    public WireReader message() {
        var length = length();
        var message = new WireReader(bytes, at, at + length);
        at += length;
        return message;
    }

    /** As {@link #message}, of bytes that begin with a mark, which is jumped over. */
    WireReader message(int mark) {
        var length = length();
        var message = new WireReader(bytes, at + mark, at + length);
        at += length;
        return message;
    }

    private int length() {
        require(2);
        field = 0;
        var length = varint();
        if (length < 0 || length > end - at) {
            throw broken();
        }
        return (int) length;
    }

    private void skip() {
        if (field == 0) {
            return;
        }
        switch (wireType) {
            case 0 -> number();
            case 1 -> at += Long.BYTES;
            case 2 -> {
                var length = length(); // which itself moves on
                at += length;
            }
            case 5 -> at += Integer.BYTES;
            default -> throw broken();
        }
        if (at > end) {
            throw broken();
        }
    }

    private void require(int type) {
        if (field == 0 || wireType != type) {
            throw broken();
        }
    }

    private long varint() {
        var value = 0L;
        for (var shift = 0; shift <= MOST_VARINT_BITS; shift += 7) {
            if (at >= end) {
                throw broken();
            }
            var next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken();
    }

    private static IllegalArgumentException broken() {
        return new IllegalArgumentException("the API server's answer is no protobuf message as Kubernetes writes them");
    }
}

package io.portico.runtime.reflector;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How Kubernetes wraps protobuf: four bytes as a mark ({@code k8s} and a zero), then {@code runtime.Unknown}, whose
 * field 2 holds the object; of a watch each event is a frame of four bytes of length and a {@code WatchEvent}, whose
 * object is wrapped again.
 */
final class Envelope {
    /** Length of the mark. */
    static final int MARK = 4;

    private static final byte[] MARKED = {'k', '8', 's', 0};

    private static final int OBJECT = 2;
    private static final int LENGTH_DELIMITED = 2;
    private static final int MOST_MESSAGE = 64 << 20;

    private Envelope() {}

    /** The object in a message that {@link #MARK} and an envelope surround; the mark was jumped over. */
    static WireReader object(WireReader unknown) {
        while (unknown.next()) {
            if (unknown.field() == OBJECT) {
                return unknown.message();
            }
        }
        throw new IllegalArgumentException("the API server's answer holds no object");
    }

    /**
     * Reads a list of any length, item by item.
     *
     * @return the list's resourceVersion
     */
    static String list(InputStream in, Consumer<WireReader> item) throws IOException {
        var mark = in.readNBytes(MARK);
        if (mark.length < MARK) {
            throw new EOFException("the answer broke off");
        }
        if (!Arrays.equals(mark, MARKED)) {
            throw new IOException("the API server answers in another format than protobuf");
        }
        while (true) {
            var key = varint(in);
            if (key == (OBJECT << 3 | LENGTH_DELIMITED)) {
                return items(in, varint(in), item);
            }
            in.skipNBytes(varint(in));
        }
    }

    private static String items(InputStream in, long length, Consumer<WireReader> item) throws IOException {
        var version = "";
        var left = length;
        while (left > 0) {
            var key = varint(in);
            var size = varint(in);
            var bytes = message(in, size);
            left -= sizeOf(key) + sizeOf(size) + size;
            var reader = new WireReader(bytes, 0, bytes.length);
            if (key >>> 3 == 1) {
                version = text(reader, 2);
            } else if (key >>> 3 == 2) {
                item.accept(reader);
            }
        }
        return version;
    }

    /** The next event of a watch; null at the end. */
    static byte @Nullable [] frame(InputStream in) throws IOException {
        var first = in.read();
        if (first < 0) {
            return null;
        }
        var size = (long) first;
        for (var i = 1; i < Integer.BYTES; i++) {
            size = size << 8 | readByte(in);
        }
        return message(in, size);
    }

    /** The text in that field; empty when there is none. */
    static String text(WireReader message, int field) {
        while (message.next()) {
            if (message.field() == field) {
                return message.text();
            }
        }
        return "";
    }

    private static byte[] message(InputStream in, long size) throws IOException {
        if (size < 0 || size > MOST_MESSAGE) {
            throw new IOException("the API server announces a message of " + size + " bytes");
        }
        var bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw new EOFException("the answer broke off");
        }
        return bytes;
    }

    private static long varint(InputStream in) throws IOException {
        var value = 0L;
        for (var shift = 0; shift < Long.SIZE; shift += 7) {
            var next = readByte(in);
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IOException("the API server's answer is no protobuf message");
    }

    private static int readByte(InputStream in) throws IOException {
        var next = in.read();
        if (next < 0) {
            throw new EOFException("the answer broke off");
        }
        return next;
    }

    private static int sizeOf(long varint) {
        return varint < 0 ? 10 : Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(varint) + 6) / 7);
    }
}

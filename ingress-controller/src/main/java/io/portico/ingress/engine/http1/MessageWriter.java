package io.portico.ingress.engine.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes messages of HTTP/1.1. What is written must be valid: nothing is checked here. */
public final class MessageWriter {
    /** The two bytes at the end of a line. */
    static final int CRLF = '\r' << 8 | '\n';

    /** The two bytes between a field's name and its value. */
    static final int COLON_SPACE = ':' << 8 | ' ';

    private static final int STATUSES = 1000;
    private static final byte[][] STATUS_LINES = new byte[STATUSES][];
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n");
    private static final byte[] DIGITS = ascii("0123456789abcdef");
    /** Of a body that comes in one piece of any length: its size in hexadecimal digits. */
    private static final int LENGTH_DIGITS = 20;

    static {
        for (var status = 100; status < STATUSES; status++) {
            var known = HttpResponseStatus.valueOf(status);
            var reason = status < 600 ? known.reasonPhrase() : "";
            STATUS_LINES[status] = ascii("HTTP/1.1 " + status + " " + reason + "\r\n");
        }
    }

    private MessageWriter() {}

    /** More bytes than the head of a request takes. */
    public static int room(String method, String target, HeaderBlock headers) {
        return method.length() + target.length() + VERSION.length + headers.length() + CHUNKED.length + LENGTH_DIGITS;
    }

    /** More bytes than the head of a response takes, without what else is written into it. */
    public static int room(HeaderBlock headers) {
        return headers.length() + 64 + CHUNKED.length + LENGTH_DIGITS;
    }

    /** The first line of a request. */
    public static void requestLine(ByteBuf out, String method, String target) {
        ByteBufUtil.writeAscii(out, method);
        out.writeByte(' ');
        ByteBufUtil.writeAscii(out, target);
        out.writeBytes(VERSION);
    }

    /** The first line of a response, with the reason that RFC 9110 has for it. */
    public static void statusLine(ByteBuf out, int status) {
        out.writeBytes(STATUS_LINES[status]);
    }

    /** A field; both in ASCII. */
    public static void field(ByteBuf out, String name, String value) {
        ByteBufUtil.writeAscii(out, name);
        out.writeShort(COLON_SPACE);
        ByteBufUtil.writeAscii(out, value);
        out.writeShort(CRLF);
    }

    /** The field that tells the length of a body: as a number, or in chunks. */
    public static void length(ByteBuf out, long length) {
        if (length == BodyLength.CHUNKED) {
            out.writeBytes(CHUNKED);
        } else {
            out.writeBytes(LENGTH);
            ByteBufUtil.writeAscii(out, Long.toString(length));
            out.writeShort(CRLF);
        }
    }

    /** An empty line. */
    public static void end(ByteBuf out) {
        out.writeShort(CRLF);
    }

    /** More bytes than all of a chunk but its content takes. */
    public static final int CHUNK_ROOM = 16;

    /** What comes before a chunk's content. */
    public static void chunkLine(ByteBuf out, int length) {
        var shift = (31 - Integer.numberOfLeadingZeros(length)) & ~3;
        while (shift >= 0) {
            out.writeByte(DIGITS[length >>> shift & 0xf]);
            shift -= 4;
        }
        out.writeShort(CRLF);
    }

    /** What comes behind a chunk's content. */
    public static void chunkEnd(ByteBuf out) {
        out.writeShort(CRLF);
    }

    /** The end of a body in chunks. */
    public static void lastChunk(ByteBuf out, @Nullable HeaderBlock trailers) {
        out.writeBytes(LAST_CHUNK);
        if (trailers != null) {
            trailers.writeTo(out);
        }
        out.writeShort(CRLF);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package io.portico.ingress.engine.http1;

import java.util.Locale;

/** Why a message is not understood. All but {@link #EXPECTATION} end its connection. */
public enum Fault {
    /** A line without CRLF at its end: LF or CR alone is no line end (RFC 9112 §2.2 allows to refuse it). */
    LINE_END(400),
    /** The first line is no request line. */
    REQUEST_LINE(400),
    /** The method is no token. */
    METHOD(400),
    /** The target holds what no URI may: controls, spaces, bytes above 0x7e, {@code #}. */
    TARGET(400),
    /** An escape in the path is broken, or hides a NUL. */
    PATH_ESCAPE(400),
    /** {@code Host} is missing, doubled, not valid, or contradicts the target. */
    HOST(400),
    /** The name of a field is empty or no token; a space before the colon is the same. */
    FIELD_NAME(400),
    /** A control character in the value of a field. */
    FIELD_VALUE(400),
    /** A field goes on in a second line (obs-fold, RFC 9112 §5.2). */
    FIELD_FOLDED(400),
    /** {@code Content-Length} is no number, or there are two. */
    CONTENT_LENGTH(400),
    /** Both {@code Content-Length} and {@code Transfer-Encoding}, or the latter in HTTP/1.0. */
    AMBIGUOUS_LENGTH(400),
    /** {@code Transfer-Encoding} is empty, or {@code chunked} is not its end. */
    TRANSFER_ENCODING(400),
    /** The size of a chunk is no hexadecimal number, or too big a one. */
    CHUNK_SIZE(400),
    /** An extension of a chunk holds control characters or is too long. */
    CHUNK_EXTENSION(400),
    /** A chunk is longer than it said. */
    CHUNK_END(400),
    /** A client that asks for what only a proxy of its own choice does. */
    METHOD_NOT_ALLOWED(405),
    /** The client took too long to send what it began. */
    TIMEOUT(408),
    /** The first line is longer than the limit. */
    TARGET_TOO_LONG(414),
    /** {@code Expect} with something else than {@code 100-continue}. */
    EXPECTATION(417),
    /** The head, or the trailers, are longer than the limit, or have too many fields. */
    HEAD_TOO_LARGE(431),
    /** A transfer coding other than {@code chunked}. */
    UNKNOWN_CODING(501),
    /** Another major version than 1. */
    VERSION(505),
    /** The first line of a response is no status line of HTTP/1. */
    STATUS_LINE(502);

    private final int status;
    private final String label;

    Fault(int status) {
        this.status = status;
        this.label = name().toLowerCase(Locale.ROOT);
    }

    /** What a client is answered whose request has it; of a response any of them is a 502. */
    public int status() {
        return status;
    }

    /** As metrics and logs name it. */
    public String label() {
        return label;
    }

    /** To be thrown. */
    public MalformedMessage thrown() {
        return new MalformedMessage(this);
    }
}

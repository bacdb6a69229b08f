package io.portico.ingress.engine.http1;

import java.util.Locale;

/** How long the body of a message is, by its head (RFC 9112 §6.3): a number of bytes, or one of the two below. */
public final class BodyLength {
    /** Told by the body itself, in chunks. */
    public static final long CHUNKED = -1;

    /** All until the connection ends; only a response's. */
    public static final long UNTIL_CLOSE = -2;

    private static final String LENGTH = "content-length";
    private static final String CODINGS = "transfer-encoding";
    private static final String CHUNKED_CODING = "chunked";
    private static final int MOST_DIGITS = 18;

    private BodyLength() {}

    /**
     * Of a request.
     *
     * @param minor of HTTP/1.minor
     * @throws MalformedMessage when it is not certain
     */
    static long ofRequest(HeaderBlock headers, int minor) {
        var told = told(headers, minor);
        return told == UNTIL_CLOSE ? 0 : told;
    }

    /**
     * Of a final response to a request that was not HEAD.
     *
     * @throws MalformedMessage when it is not certain
     */
    static long ofResponse(HeaderBlock headers, int minor) {
        return told(headers, minor);
    }

    private static long told(HeaderBlock headers, int minor) {
        var length = headers.find(LENGTH, 0);
        if (headers.find(CODINGS, 0) >= 0) {
            // Who ignores one of the two would see another end (RFC 9112 §6.1), and HTTP/1.0 knows only one.
            if (length >= 0 || minor == 0) {
                throw Fault.AMBIGUOUS_LENGTH.thrown();
            }
            checkCodings(headers);
            return CHUNKED;
        }
        if (length < 0) {
            return UNTIL_CLOSE;
        }
        if (headers.find(LENGTH, length + 1) >= 0) {
            throw Fault.CONTENT_LENGTH.thrown();
        }
        return number(headers.value(length));
    }

    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
            throw Fault.CONTENT_LENGTH.thrown();
        }
        var number = 0L;
        for (var i = 0; i < digits.length(); i++) {
            var digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw Fault.CONTENT_LENGTH.thrown();
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static void checkCodings(HeaderBlock headers) {
        var isChunked = false;
        var isKnown = true;
        for (var field = headers.find(CODINGS, 0); field >= 0; field = headers.find(CODINGS, field + 1)) {
            for (var element : headers.value(field).split(",", -1)) {
                var coding = element.strip().toLowerCase(Locale.ROOT);
                if (coding.isEmpty() || isChunked) {
                    throw Fault.TRANSFER_ENCODING.thrown();
                }
                isChunked = coding.equals(CHUNKED_CODING);
                isKnown &= isChunked;
            }
        }
        if (!isKnown) {
            throw Fault.UNKNOWN_CODING.thrown();
        }
    }
}

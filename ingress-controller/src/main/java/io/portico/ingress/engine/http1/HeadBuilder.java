package io.portico.ingress.engine.http1;

import org.jspecify.annotations.Nullable;

/**
 * Makes heads and trailers of fields that came in another way than as lines, as HTTP/2 has them (RFC 9113 §8). As
 * strict as the readers of lines: what it makes can be written as HTTP/1 and is understood as what it was.
 */
public final class HeadBuilder {
    private static final String COOKIE = "cookie";

    private final HeadLimits limits;
    private final HeaderBlock block = new HeaderBlock();
    private @Nullable StringBuilder cookies;
    private int taken;

    /** With these limits; the size of a field is that of its name and value. */
    public HeadBuilder(HeadLimits limits) {
        this.limits = limits;
    }

    /**
     * The next field. Parts of a cookie become one again (RFC 9113 §8.2.3).
     *
     * @throws MalformedMessage when the name is no token in lower case, or the value holds controls or has a space at
     *     its ends (RFC 9113 §8.2.1), or there is too much of them
     */
    public void field(CharSequence name, CharSequence value) {
        taken += name.length() + value.length();
        if (taken > limits.head() || block.size() == limits.fields()) {
            throw Fault.HEAD_TOO_LARGE.thrown();
        }
        var field = block.addChecked(name, value);
        if (block.name(field).equals(COOKIE)) {
            cookie(block.value(field));
        }
    }

    private void cookie(String value) {
        var before = cookies;
        if (before == null) {
            cookies = new StringBuilder(value);
        } else {
            before.append("; ").append(value);
        }
    }

    /**
     * The head of a request.
     *
     * @param path and query
     * @param hasBody whether a body follows, whatever the method
     * @throws MalformedMessage when the method is no token, the path holds what no URI may, or the length makes no
     *     sense
     */
    public RequestHead request(CharSequence method, CharSequence path, boolean hasBody) {
        for (var i = 0; i < method.length(); i++) {
            if (!isAscii(method.charAt(i)) || Characters.token((byte) method.charAt(i)) == 0) {
                throw Fault.METHOD.thrown();
            }
        }
        if (path.length() > limits.line()) {
            throw Fault.TARGET_TOO_LONG.thrown();
        }
        for (var i = 0; i < path.length(); i++) {
            if (!isAscii(path.charAt(i)) || !Characters.isTarget((byte) path.charAt(i))) {
                throw Fault.TARGET.thrown();
            }
        }
        if (method.isEmpty() || path.isEmpty()) {
            throw (method.isEmpty() ? Fault.METHOD : Fault.TARGET).thrown();
        }
        var told = BodyLength.ofRequest(block, 1);
        var length = !hasBody ? 0 : block.contains("content-length") ? told : BodyLength.CHUNKED;
        return new RequestHead(method.toString(), path.toString(), 1, fields(), length);
    }

    /**
     * The head of a response.
     *
     * @param status 100 to 999
     * @param hasBody whether a body follows
     * @throws MalformedMessage when the status is none, or the length makes no sense
     */
    public ResponseHead response(CharSequence status, boolean hasBody) {
        var code = 0;
        for (var i = 0; i < status.length(); i++) {
            if (!isAscii(status.charAt(i)) || !Characters.isDigit((byte) status.charAt(i))) {
                throw Fault.STATUS_LINE.thrown();
            }
            code = code * 10 + status.charAt(i) - '0';
        }
        if (status.length() != 3 || code < 100) {
            throw Fault.STATUS_LINE.thrown();
        }
        var told = BodyLength.ofResponse(block, 1);
        return new ResponseHead(code, 1, fields(), !hasBody ? 0 : told >= 0 ? told : BodyLength.CHUNKED);
    }

    /** The fields alone. */
    public HeaderBlock fields() {
        var joined = cookies;
        if (joined != null
                && joined.length() != block.value(block.find(COOKIE, 0)).length()) {
            block.set(COOKIE, joined.toString());
        }
        return block;
    }

    private static boolean isAscii(char c) {
        return c < 0x80;
    }
}

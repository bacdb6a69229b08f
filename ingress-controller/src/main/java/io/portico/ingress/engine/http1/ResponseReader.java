package io.portico.ingress.engine.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Reads the heads of responses, one after the other. Used by one thread. */
public final class ResponseReader extends FieldReader {
    private static final String VERSION = "HTTP/1.";
    /** {@code HTTP/1.1 200}, behind which a reason may follow. */
    private static final int LINE_LENGTH = 12;

    private static final int STATUS_AT = 9;
    private static final int LEAST_STATUS = 100;
    private static final int FINAL = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private int status;
    private int minor;

    /** With these limits. */
    public ResponseReader(HeadLimits limits) {
        super(limits);
    }

    /**
     * Goes on reading.
     *
     * @param isToHead whether the request was HEAD: then no body follows, whatever the head says (RFC 9112 §6.3)
     * @return the head; null until it is whole
     * @throws MalformedMessage when there is something wrong; nothing more can be read then
     */
    public @Nullable ResponseHead read(ByteBuf in, boolean isToHead) {
        if (!readLines(in)) {
            return null;
        }
        var headers = block();
        var told = BodyLength.ofResponse(headers, minor);
        var hasBody = !isToHead && status >= FINAL && status != NO_CONTENT && status != NOT_MODIFIED;
        var head = new ResponseHead(status, minor, headers, hasBody ? told : 0);
        reset();
        return head;
    }

    @Override
    boolean hasFirstLine() {
        return true;
    }

    @Override
    void checkBegin(byte first) {
        if (first != 'H') {
            throw Fault.STATUS_LINE.thrown();
        }
    }

    @Override
    boolean firstLine(HeaderBlock text, int from, int to) {
        var bytes = text.bytes();
        if (to - from < LINE_LENGTH
                || !text.text(from, from + VERSION.length()).equals(VERSION)
                || !Characters.isDigit(bytes[from + 7])
                || bytes[from + 8] != ' '
                || (to - from > LINE_LENGTH && bytes[from + LINE_LENGTH] != ' ')) {
            throw Fault.STATUS_LINE.thrown();
        }
        minor = bytes[from + 7] - '0';
        status = 0;
        for (var i = from + STATUS_AT; i < from + LINE_LENGTH; i++) {
            if (!Characters.isDigit(bytes[i])) {
                throw Fault.STATUS_LINE.thrown();
            }
            status = status * 10 + bytes[i] - '0';
        }
        if (status < LEAST_STATUS) {
            throw Fault.STATUS_LINE.thrown();
        }
        for (var i = from + LINE_LENGTH; i < to; i++) {
            if (!Characters.isValue(bytes[i])) {
                throw Fault.STATUS_LINE.thrown();
            }
        }
        return true;
    }
}

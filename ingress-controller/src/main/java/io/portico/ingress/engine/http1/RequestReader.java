package io.portico.ingress.engine.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Reads the heads of requests, one after the other. Used by one thread. */
public final class RequestReader extends FieldReader {
    private static final String VERSION = "HTTP/";
    private static final int VERSION_LENGTH = 8;

    private String method = "";
    private String target = "";
    private int minor;
    private boolean passedEmptyLine;

    /** With these limits. */
    public RequestReader(HeadLimits limits) {
        super(limits);
    }

    /**
     * Goes on reading.
     *
     * @return the head; null until it is whole
     * @throws MalformedMessage when there is something wrong; nothing more can be read then
     */
    public @Nullable RequestHead read(ByteBuf in) {
        if (!readLines(in)) {
            return null;
        }
        var headers = block();
        var head = new RequestHead(method, target, minor, headers, BodyLength.ofRequest(headers, minor));
        reset();
        passedEmptyLine = false;
        return head;
    }

    @Override
    boolean hasFirstLine() {
        return true;
    }

    @Override
    void checkBegin(byte first) {
        if (Characters.token(first) == 0 && first != Characters.CR && first != Characters.LF) {
            throw Fault.REQUEST_LINE.thrown();
        }
    }

    /** One empty line may come first: some clients end a body with one (RFC 9112 §2.2). */
    @Override
    boolean firstLine(HeaderBlock text, int from, int to) {
        if (from == to && !passedEmptyLine) {
            passedEmptyLine = true;
            return false;
        }
        var bytes = text.bytes();
        var space = from;
        while (space < to && Characters.token(bytes[space]) != 0) {
            space++;
        }
        if (space == from || space == to || bytes[space] != ' ') {
            throw Fault.METHOD.thrown();
        }
        var targetTo = space + 1;
        while (targetTo < to && Characters.isTarget(bytes[targetTo])) {
            targetTo++;
        }
        if (targetTo == space + 1) {
            throw Fault.REQUEST_LINE.thrown();
        }
        if (targetTo == to || bytes[targetTo] != ' ') {
            throw (targetTo == to ? Fault.REQUEST_LINE : Fault.TARGET).thrown();
        }
        minor = minor(text, targetTo + 1, to);
        method = Methods.of(bytes, from, space);
        target = text.text(space + 1, targetTo);
        return true;
    }

    private static int minor(HeaderBlock text, int from, int to) {
        var bytes = text.bytes();
        if (to - from != VERSION_LENGTH
                || !text.text(from, from + VERSION.length()).equals(VERSION)
                || !Characters.isDigit(bytes[from + 5])
                || bytes[from + 6] != '.'
                || !Characters.isDigit(bytes[from + 7])) {
            // A space within the target looks like this, too.
            throw Fault.REQUEST_LINE.thrown();
        }
        if (bytes[from + 5] != '1') {
            throw Fault.VERSION.thrown();
        }
        return bytes[from + 7] - '0';
    }
}

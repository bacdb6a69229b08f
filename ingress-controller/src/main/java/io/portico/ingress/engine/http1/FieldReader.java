package io.portico.ingress.engine.http1;

import io.netty.buffer.ByteBuf;

/**
 * Reads lines up to an empty one: a first line where a subclass wants one, then fields. Takes from a buffer whole lines
 * only, so that who calls keeps the rest of what came, and comes again with more.
 */
class FieldReader {
    private final HeadLimits limits;
    private HeaderBlock block = new HeaderBlock();
    private boolean inFields;
    private int taken;
    /** Bytes of the line to come that are known to hold no line end. */
    private int scanned;

    FieldReader(HeadLimits limits) {
        this.limits = limits;
        this.inFields = !hasFirstLine();
    }

    /** Whether there is a line before the fields. */
    boolean hasFirstLine() {
        return false;
    }

    /**
     * The first line, without its end.
     *
     * @return whether that was it; an empty one may be passed over
     */
    boolean firstLine(HeaderBlock text, int from, int to) {
        return true;
    }

    /** What the first byte of a message must be like, so that another protocol is refused at once. */
    void checkBegin(byte first) {}

    /** The fields that were read. */
    HeaderBlock block() {
        return block;
    }

    /** Whether a message has begun and is not whole. */
    public boolean isUnderWay() {
        return taken > 0 || scanned > 0;
    }

    /**
     * Goes on reading.
     *
     * @return whether the empty line was met; then the next message may begin
     * @throws MalformedMessage when there is something wrong
     */
    boolean readLines(ByteBuf in) {
        while (true) {
            var start = in.readerIndex();
            var end = in.indexOf(start + scanned, in.writerIndex(), Characters.LF);
            var length = (end < 0 ? in.writerIndex() : end + 1) - start;
            check(in, length);
            if (end < 0) {
                scanned = length;
                return false;
            }
            scanned = 0;
            taken += length;
            if (length < 2 || in.getByte(end - 1) != Characters.CR) {
                throw Fault.LINE_END.thrown();
            }
            if (length == 2 && inFields) {
                in.skipBytes(2);
                return true;
            }
            var from = block.take(in, length - 2);
            in.skipBytes(2);
            if (inFields) {
                field(from, block.end());
            } else {
                inFields = firstLine(block, from, block.end());
            }
        }
    }

    /** Forgets the message that was read; its block is left to who has it. */
    void reset() {
        block = new HeaderBlock();
        inFields = !hasFirstLine();
        taken = 0;
        scanned = 0;
    }

    private void check(ByteBuf in, int length) {
        if (taken == 0 && length > 0) {
            checkBegin(in.getByte(in.readerIndex()));
        }
        if (!inFields && length > limits.line()) {
            throw Fault.TARGET_TOO_LONG.thrown();
        }
        if (taken + length > limits.head()) {
            throw Fault.HEAD_TOO_LARGE.thrown();
        }
    }

    private void field(int from, int to) {
        var bytes = block.bytes();
        var hash = 0;
        var colon = from;
        while (colon < to) {
            var lower = Characters.token(bytes[colon]);
            if (lower == 0) {
                break;
            }
            hash = 31 * hash + lower;
            colon++;
        }
        if (colon == from || colon == to || bytes[colon] != ':') {
            throw (Characters.isSpace(bytes[from]) ? Fault.FIELD_FOLDED : Fault.FIELD_NAME).thrown();
        }
        var valueFrom = colon + 1;
        while (valueFrom < to && Characters.isSpace(bytes[valueFrom])) {
            valueFrom++;
        }
        var valueTo = to;
        while (valueTo > valueFrom && Characters.isSpace(bytes[valueTo - 1])) {
            valueTo--;
        }
        for (var i = valueFrom; i < valueTo; i++) {
            if (!Characters.isValue(bytes[i])) {
                throw Fault.FIELD_VALUE.thrown();
            }
        }
        if (block.size() == limits.fields()) {
            throw Fault.HEAD_TOO_LARGE.thrown();
        }
        block.field(from, colon, valueFrom, valueTo, FieldNames.of(bytes, from, colon, hash));
    }
}

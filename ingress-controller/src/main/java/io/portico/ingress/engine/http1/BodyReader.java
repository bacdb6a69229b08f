package io.portico.ingress.engine.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of a message out of what came, part by part: without its framing, and without holding any of it. Used
 * by one thread.
 */
public final class BodyReader {
    /** Of one chunk's first line: longer ones carry something that nobody reads. */
    private static final int LONGEST_CHUNK_LINE = 256;

    private static final int MOST_DIGITS = 15;

    private final HeadLimits limits;
    private Phase phase = Phase.END;
    private long left;
    private @Nullable FieldReader trailerReader;
    private @Nullable HeaderBlock trailers;

    private enum Phase {
        LENGTH,
        UNTIL_CLOSE,
        CHUNK_LINE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        END
    }

    /** @param limits of trailers */
    public BodyReader(HeadLimits limits) {
        this.limits = limits;
    }

    /**
     * A body begins.
     *
     * @param length as {@link BodyLength} has it
     */
    public void begin(long length) {
        trailers = null;
        left = Math.max(0, length);
        if (length == BodyLength.CHUNKED) {
            phase = Phase.CHUNK_LINE;
        } else if (length == BodyLength.UNTIL_CLOSE) {
            phase = Phase.UNTIL_CLOSE;
        } else {
            phase = length == 0 ? Phase.END : Phase.LENGTH;
        }
    }

    /** Whether the body, with its trailers, was read to its end. */
    public boolean isEnd() {
        return phase == Phase.END;
    }

    /** Whether the body ends where its connection does. */
    public boolean endsWithConnection() {
        return phase == Phase.UNTIL_CLOSE;
    }

    /** What came behind the body; null when nothing did. Known at its end. */
    public @Nullable HeaderBlock trailers() {
        return trailers;
    }

    /**
     * The next part, which the caller releases; null when more must come first, or the end was met.
     *
     * @throws MalformedMessage when there is something wrong; nothing more can be read then
     */
    public @Nullable ByteBuf next(ByteBuf in) {
        while (in.isReadable()) {
            switch (phase) {
                case END -> {
                    return null;
                }
                case UNTIL_CLOSE -> {
                    return in.readRetainedSlice(in.readableBytes());
                }
                case LENGTH, CHUNK -> {
                    return part(in);
                }
                case CHUNK_LINE -> {
                    if (!chunkLine(in)) {
                        return null;
                    }
                }
                case CHUNK_END -> {
                    if (!chunkEnd(in)) {
                        return null;
                    }
                }
                case TRAILERS -> {
                    if (!trailers(in)) {
                        return null;
                    }
                }
            }
        }
        return null;
    }

    private ByteBuf part(ByteBuf in) {
        var length = (int) Math.min(left, in.readableBytes());
        left -= length;
        if (left == 0) {
            phase = phase == Phase.LENGTH ? Phase.END : Phase.CHUNK_END;
        }
        return in.readRetainedSlice(length);
    }

    private boolean chunkLine(ByteBuf in) {
        var start = in.readerIndex();
        var end = in.indexOf(start, Math.min(in.writerIndex(), start + LONGEST_CHUNK_LINE), Characters.LF);
        checkChunkLine(in, start, end < 0 ? in.writerIndex() : end);
        if (end < 0) {
            return false;
        }
        in.readerIndex(end + 1);
        phase = left == 0 ? Phase.TRAILERS : Phase.CHUNK;
        return true;
    }

    /** What is there of the line must be right already: who sends anything else may never end it. */
    private void checkChunkLine(ByteBuf in, int from, int to) {
        var isWhole = to < in.writerIndex();
        var size = 0L;
        var at = from;
        while (at < to) {
            var digit = Characters.hex(in.getByte(at));
            if (digit < 0) {
                break;
            }
            if (at - from == MOST_DIGITS) {
                throw Fault.CHUNK_SIZE.thrown();
            }
            size = size << 4 | digit;
            at++;
        }
        if (at == from && (isWhole || at < to)) {
            throw Fault.CHUNK_SIZE.thrown();
        }
        if (at < to && in.getByte(at) != ';' && in.getByte(at) != Characters.CR) {
            throw Fault.CHUNK_SIZE.thrown();
        }
        checkExtension(in, at, to, isWhole);
        left = size;
    }

    /** Up to its line end, which a CR must begin and nothing else may hold; dropped, as each hop has its own. */
    private static void checkExtension(ByteBuf in, int from, int to, boolean isWhole) {
        for (var at = from; at < to; at++) {
            var c = in.getByte(at);
            if (c == Characters.CR ? at != to - 1 : !Characters.isValue(c)) {
                throw Fault.CHUNK_EXTENSION.thrown();
            }
        }
        if (isWhole && (to == from || in.getByte(to - 1) != Characters.CR)) {
            throw Fault.LINE_END.thrown();
        }
        if (!isWhole && to - from >= LONGEST_CHUNK_LINE) {
            throw Fault.CHUNK_EXTENSION.thrown();
        }
    }

    private boolean chunkEnd(ByteBuf in) {
        if (in.getByte(in.readerIndex()) != Characters.CR
                || (in.readableBytes() > 1 && in.getByte(in.readerIndex() + 1) != Characters.LF)) {
            throw Fault.CHUNK_END.thrown();
        }
        if (in.readableBytes() < 2) {
            return false;
        }
        in.skipBytes(2);
        phase = Phase.CHUNK_LINE;
        return true;
    }

    private boolean trailers(ByteBuf in) {
        var reader = trailerReader;
        if (reader == null) {
            reader = new FieldReader(limits);
            trailerReader = reader;
        }
        if (!reader.readLines(in)) {
            return false;
        }
        trailers = reader.block().size() == 0 ? null : reader.block();
        trailerReader = null;
        phase = Phase.END;
        return true;
    }
}

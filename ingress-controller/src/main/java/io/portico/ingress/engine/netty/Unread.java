package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/** What came on a connection and was not read yet. Holds no buffer while there is nothing. */
final class Unread {
    private @Nullable ByteBuf bytes;

    /** More; released here. */
    void add(ByteBufAllocator allocator, ByteBuf more) {
        var before = bytes();
        bytes = before == null ? more : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, before, more);
    }

    boolean isEmpty() {
        return bytes() == null;
    }

    /** To be read; null when there is nothing. */
    @Nullable
    ByteBuf bytes() {
        var current = bytes;
        if (current != null && !current.isReadable()) {
            clear();
            return null;
        }
        return current;
    }

    /** Gives it away; null when there is nothing. */
    @Nullable
    ByteBuf take() {
        var current = bytes();
        bytes = null;
        return current;
    }

    void clear() {
        var current = bytes;
        bytes = null;
        if (current != null) {
            current.release();
        }
    }
}

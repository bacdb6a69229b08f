package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.portico.ingress.engine.http1.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent on one connection. Small pieces are gathered in one buffer, so that a head and a short body are
 * one write; the worker flushes at the end of the event.
 */
final class Output implements Flushed {
    /** Up to here copying costs less than a buffer of its own in the write. */
    private static final int SMALL = 4096;

    private static final int LEAST = 1024;

    private final Worker worker;
    private final Channel channel;
    private @Nullable ByteBuf open;
    private boolean isDirty;
    private boolean hasFlushed;
    private boolean closed;

    Output(Worker worker, Channel channel) {
        this.worker = worker;
        this.channel = channel;
    }

    /** A message begins. */
    void begin() {
        hasFlushed = false;
    }

    /** Whether bytes of the message may have gone. */
    boolean hasFlushed() {
        return hasFlushed;
    }

    /** Where that many bytes may be written; good until the next call. */
    ByteBuf room(int bytes) {
        var current = open;
        if (current != null && current.writableBytes() < bytes && current.readableBytes() > SMALL) {
            push();
            current = null;
        }
        if (current == null) {
            current = channel.alloc().ioBuffer(Math.max(LEAST, bytes));
            open = current;
            touch();
        }
        return current;
    }

    /** A part of a body as it is; released here. */
    void part(ByteBuf part) {
        if (closed) {
            part.release();
        } else if (part.readableBytes() <= SMALL) {
            room(part.readableBytes()).writeBytes(part);
            part.release();
        } else {
            push();
            write(part);
        }
    }

    /** A part of a body as a chunk; released here. */
    void chunk(ByteBuf part) {
        var length = part.readableBytes();
        if (length == 0) {
            part.release();
            return;
        }
        MessageWriter.chunkLine(room(MessageWriter.CHUNK_ROOM + Math.min(length, SMALL)), length);
        part(part);
        MessageWriter.chunkEnd(room(MessageWriter.CHUNK_ROOM));
    }

    @Override
    public void flush() {
        isDirty = false;
        hasFlushed = true;
        push();
        channel.flush();
    }

    /** Sends what is there, and tells when it went. */
    ChannelFuture finish() {
        push();
        return channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }

    /** Drops what was not sent, and all that comes. */
    void close() {
        closed = true;
        var current = open;
        open = null;
        if (current != null) {
            current.release();
        }
    }

    private void push() {
        var current = open;
        if (current == null) {
            return;
        }
        open = null;
        write(current);
    }

    private void write(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        var _ = channel.write(bytes);
        touch();
    }

    private void touch() {
        if (!isDirty) {
            isDirty = true;
            worker.willFlush(this);
        }
    }
}

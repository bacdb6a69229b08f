package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one stream. What came and is not taken yet waits here, bounded by the stream's window. The last part of
 * a body to be sent is held until the end of the event, so that a short body ends with its only DATA frame.
 */
final class Http2Frames {
    private final Http2Transport<?> transport;
    private final Http2Stream stream;
    private final ArrayDeque<ByteBuf> received = new ArrayDeque<>(2);
    private @Nullable ByteBuf held;
    private boolean isEnded;

    Http2Frames(Http2Transport<?> transport, Http2Stream stream) {
        this.transport = transport;
        this.stream = stream;
    }

    /** Whether nothing more is sent. */
    boolean isEnded() {
        return isEnded;
    }

    /** Whether what is written is taken. */
    boolean isWritable() {
        return isEnded || transport.encoder().flowController().isWritable(stream);
    }

    /** A part of a body came; the bytes are still the caller's. */
    void receive(ByteBuf part) {
        if (part.isReadable()) {
            received.add(part.retain());
        }
    }

    /** Whether nothing waits of what came. */
    boolean isDrained() {
        return received.isEmpty();
    }

    /** The next part that came, which is the caller's: so much more may come. */
    ByteBuf take() {
        var part = received.remove();
        transport.taken(stream, part.readableBytes());
        return part;
    }

    /** Nobody takes a part that came. */
    void refuse(ByteBuf part) {
        transport.taken(stream, part.readableBytes());
    }

    /** Sends a head, or trailers. */
    @Nullable
    ChannelFuture headers(Http2Headers headers, boolean isEnd) {
        if (isEnded) {
            return null;
        }
        release();
        isEnded = isEnd;
        transport.touch();
        var context = transport.context();
        return transport.encoder().writeHeaders(context, stream.id(), headers, 0, isEnd, context.newPromise());
    }

    /** Sends a part of a body; released here. */
    void data(ByteBuf part) {
        if (isEnded) {
            part.release();
            return;
        }
        release();
        held = part;
        transport.holds(this);
    }

    /** Sends what is held. */
    void release() {
        var part = held;
        held = null;
        if (part != null) {
            var _ = data(part, false);
        }
    }

    /** The body is whole. */
    @Nullable
    ChannelFuture end() {
        if (isEnded) {
            return null;
        }
        isEnded = true;
        var part = held;
        held = null;
        return data(part == null ? Unpooled.EMPTY_BUFFER : part, true);
    }

    /** Nothing more is sent or taken. */
    void reset(Http2Error error) {
        drop();
        var context = transport.context();
        var _ = transport.resetStream(context, stream.id(), error.code(), context.newPromise());
        transport.touch();
    }

    /** What nobody takes any more; the window of the connection has it back with the stream's end. */
    void drop() {
        isEnded = true;
        received.forEach(ByteBuf::release);
        received.clear();
        var part = held;
        held = null;
        if (part != null) {
            part.release();
        }
    }

    private ChannelFuture data(ByteBuf part, boolean isEnd) {
        transport.touch();
        var context = transport.context();
        return transport.encoder().writeData(context, stream.id(), part, 0, isEnd, context.newPromise());
    }
}

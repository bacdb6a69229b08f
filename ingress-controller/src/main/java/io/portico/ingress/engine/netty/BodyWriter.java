package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Sends the body of one message of HTTP/1.
 *
 * @param isChunked in chunks; else as it is, up to a length that its head told, or to the end of the connection
 */
record BodyWriter(Output output, boolean isChunked) {
    /** Released here. */
    void part(ByteBuf part) {
        if (isChunked) {
            output.chunk(part);
        } else {
            output.part(part);
        }
    }

    /** The body is whole. Only chunks can have trailers. */
    void end(@Nullable HeaderBlock trailers) {
        if (isChunked) {
            var length = trailers == null ? 0 : trailers.length();
            MessageWriter.lastChunk(output.room(MessageWriter.CHUNK_ROOM + length), trailers);
        }
    }
}

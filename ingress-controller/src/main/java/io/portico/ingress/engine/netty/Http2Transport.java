package io.portico.ingress.engine.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of HTTP/2 (RFC 9113) share, clients' and endpoints': frames go out at the end of the event, and how
 * much may come ahead is bounded by the windows of streams and connection, which open as the other side takes it.
 *
 * @param <S> what a stream is to this end
 */
abstract class Http2Transport<S extends Http2Transport.Side> extends Http2ConnectionHandler implements Flushed {
    private static final Logger LOG = Logger.getLogger(Http2Transport.class);

    private final Worker worker;
    private final Channel channel;
    private final PropertyKey key;
    private final ArrayDeque<Http2Frames> holding = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    private boolean isDirty;

    /** One end of a stream. */
    interface Side {
        /** What is written is taken, or not any more. */
        void writable();

        /** The stream is no more, by whomever. */
        void closed();

        /** A fault of ours. */
        void broken();
    }

    Http2Transport(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Worker worker,
            Channel channel) {
        super(decoder, encoder, settings);
        this.worker = worker;
        this.channel = channel;
        this.key = connection().newKey();
        encoder.flowController().listener(stream -> with(stream, Side::writable));
    }

    Worker worker() {
        return worker;
    }

    Channel channel() {
        return channel;
    }

    /** Where frames are written. */
    ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "the handler is in its pipeline");
    }

    /** That stream is this to us. */
    void bind(Http2Stream stream, S side) {
        stream.setProperty(key, side);
    }

    /** What it is to us; null when it is nothing. */
    @Nullable
    S side(@Nullable Http2Stream stream) {
        return stream == null ? null : stream.getProperty(key);
    }

    /** Does something with it, if it is anything to us. */
    void with(@Nullable Http2Stream stream, Consumer<S> action) {
        var side = side(stream);
        if (side == null) {
            return;
        }
        try {
            action.accept(side);
        } catch (RuntimeException e) {
            LOG.error("a request is given up", e);
            side.broken();
        }
    }

    /** Something was written: it goes out at the end of the event. */
    void touch() {
        if (!isDirty) {
            isDirty = true;
            worker.willFlush(this);
        }
    }

    /** These hold something back until the end of the event. */
    void holds(Http2Frames frames) {
        holding.add(frames);
        touch();
    }

    /** Part of what came was taken: so much more may come. */
    void taken(Http2Stream stream, int bytes) {
        try {
            if (bytes > 0 && decoder().flowController().consumeBytes(stream, bytes)) {
                touch();
            }
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    @Override
    public void flush() {
        for (var frames = holding.poll(); frames != null; frames = holding.poll()) {
            frames.release();
        }
        isDirty = false;
        flush(context());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        super.handlerAdded(added);
        // Memory is bounded by windows, and a window must hear of pings and resets at any time.
        channel.config().setAutoRead(true);
    }

    /** Once the preface is sent: room for one stalled stream, or a dozen, beside the others. */
    void openWindow() throws Http2Exception {
        decoder()
                .flowController()
                .incrementWindowSize(connection().connectionStream(), Limits.CONNECTION_WINDOW - Limits.FIRST_WINDOW);
        touch();
        worker.flush();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) throws Exception {
        worker.flush();
        super.channelReadComplete(ignored);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) throws Exception {
        super.channelWritabilityChanged(ignored);
        worker.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) throws Exception {
        super.channelInactive(ignored);
        worker.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) throws Exception {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            var _ = channel.close(); // the other end's doing: a reset, a broken record
        } else {
            super.exceptionCaught(ignored, cause);
        }
    }
}

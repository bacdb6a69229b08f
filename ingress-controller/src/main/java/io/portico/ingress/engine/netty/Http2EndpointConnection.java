package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection to an endpoint that speaks HTTP/2: each of its streams is one exchange's. */
final class Http2EndpointConnection extends Http2Transport<Http2EndpointStream> {
    private final TimerWheel.Timer timer;
    private final Http2EndpointPool pool;
    private boolean isStarted;
    private boolean isEnding;

    Http2EndpointConnection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Worker worker,
            Channel channel,
            Http2EndpointPool pool) {
        super(decoder, encoder, settings, worker, channel);
        this.timer = worker.timers().timer(this::timeout);
        this.pool = pool;
        var events = new Events();
        decoder.frameListener(events);
        connection().addListener(events);
    }

    /** Whether another request may be sent on it, as far as is known. */
    boolean isUsable() {
        return !isEnding
                && channel().isActive()
                && !connection().goAwayReceived()
                && connection().local().canOpenStream();
    }

    /** It is there; how much the endpoint takes is still to be heard, in that time. */
    void awaitSettings(Duration timeout) {
        if (!isStarted) {
            timer.set(timeout);
        }
    }

    /** A stream for a request. */
    Http2EndpointStream stream() {
        return new Http2EndpointStream(this);
    }

    /** Opens it; null when the connection has come to its end meanwhile. */
    @Nullable
    Http2Stream open(Http2EndpointStream side) {
        try {
            var stream = connection().local().createStream(connection().local().incrementAndGetNextStreamId(), false);
            bind(stream, side);
            timer.clear();
            return stream;
        } catch (Http2Exception e) {
            return null;
        }
    }

    /** Whether the endpoint says that it never looked at that stream (RFC 9113 §6.8). */
    boolean wasPassedOver(Http2Stream stream) {
        return connection().goAwayReceived()
                && stream.id() > connection().local().lastStreamKnownByPeer();
    }

    /** Takes no more requests, and ends with the last that is under way. */
    void endWhenIdle() {
        isEnding = true;
        if (connection().numActiveStreams() == 0) {
            timeout();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext active) throws Exception {
        super.channelActive(active);
        openWindow();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) throws Exception {
        timer.clear();
        pool.ended(this);
        super.channelInactive(ignored);
    }

    private void timeout() {
        isEnding = true;
        var _ = channel().close();
    }

    private final class Events extends Http2Events {
        @Override
        public void onSettingsRead(ChannelHandlerContext ignored, Http2Settings settings) {
            if (!isStarted) {
                isStarted = true;
                timer.set(worker().timeouts().endpointIdle());
                pool.started(Http2EndpointConnection.this);
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ignored, int id, Http2Headers headers, int padding, boolean isEnd) {
            with(connection().stream(id), response -> response.head(headers, isEnd));
        }

        @Override
        public int onDataRead(ChannelHandlerContext ignored, int id, ByteBuf data, int padding, boolean isEnd) {
            var stream = connection().stream(id);
            if (side(stream) == null) {
                return data.readableBytes() + padding;
            }
            with(stream, response -> response.data(data, isEnd));
            return padding;
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ignored, int id, long error) {
            with(connection().stream(id), response -> response.wasReset(error));
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            with(stream, Http2EndpointStream::closed);
            if (connection().numActiveStreams() == 0) {
                timer.set(worker().timeouts().endpointIdle());
            }
        }

        @Override
        public void onStreamRemoved(Http2Stream stream) {
            if (isEnding) {
                channel().eventLoop().execute(Http2EndpointConnection.this::endWhenIdle);
            }
        }
    }
}

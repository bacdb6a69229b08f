package io.portico.ingress.engine.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Two connections that have left HTTP: what comes on one goes out on the other, which is read only while the first
 * takes it. The end of one direction is passed on, and the other goes on.
 */
final class Tunnel {
    private final Duration idle;
    private final Runnable ended;
    private final TimerWheel.Timer timer;
    private final Channel client;
    private final Channel endpoint;
    private int directions = 2;
    private boolean isEnded;

    private Tunnel(Worker worker, Channel client, Channel endpoint, Duration idle, Runnable ended) {
        this.client = client;
        this.endpoint = endpoint;
        this.idle = idle;
        this.ended = ended;
        this.timer = worker.timers().timer(this::end);
    }

    /**
     * Begins.
     *
     * @param idle how long neither side may send
     * @param ended is run once at the end
     */
    static void open(Worker worker, Detached client, Detached endpoint, Duration idle, Runnable ended) {
        var tunnel = new Tunnel(worker, client.channel(), endpoint.channel(), idle, ended);
        tunnel.timer.set(idle);
        tunnel.join(client, endpoint.channel());
        tunnel.join(endpoint, client.channel());
    }

    private void join(Detached from, Channel to) {
        if (from.unread() != null) {
            var _ = to.writeAndFlush(from.unread(), to.voidPromise());
        }
        from.channel().pipeline().addLast(new Direction(from.channel(), to));
        from.channel().read();
    }

    private void directionEnded() {
        if (--directions == 0) {
            end();
        }
    }

    private void end() {
        if (!isEnded) {
            isEnded = true;
            timer.clear();
            client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            endpoint.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            ended.run();
        }
    }

    private final class Direction extends ChannelInboundHandlerAdapter {
        private final Channel from;
        private final Channel to;
        private boolean inputEnded;

        Direction(Channel from, Channel to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            timer.set(idle);
            var _ = to.write(bytes, to.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            to.flush();
            if (to.isWritable()) {
                from.read();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (from.isWritable()) {
                to.read();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if ((event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent)
                    && !inputEnded) {
                inputEnded = true;
                to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> HalfClose.output(to));
                directionEnded();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, @Nullable Throwable cause) {
            end();
        }
    }
}

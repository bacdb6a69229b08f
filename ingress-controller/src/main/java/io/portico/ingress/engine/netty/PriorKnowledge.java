package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at how a plain connection begins. One of HTTP/2 begins with a method that no request of HTTP/1 has (RFC 9113
 * §3.4); the upgrade from HTTP/1 to h2c, which RFC 9113 dropped, is not offered.
 */
final class PriorKnowledge extends ChannelInboundHandlerAdapter {
    private static final byte[] METHOD = "PRI".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<ChannelHandler> http1;
    private final Supplier<ChannelHandler> http2;
    private final Worker worker;
    private final Unread unread = new Unread();
    private TimerWheel.@Nullable Timer timer;

    PriorKnowledge(Worker worker, Supplier<ChannelHandler> http1, Supplier<ChannelHandler> http2) {
        this.worker = worker;
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer = worker.timers().timer(() -> end(context));
        timer.set(worker.timeouts().head());
        if (context.channel().isActive()) {
            context.read();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        unread.add(context.alloc(), (ByteBuf) message);
        var bytes = unread.bytes();
        if (bytes == null) {
            return;
        }
        var length = Math.min(METHOD.length, bytes.readableBytes());
        var isLike = isLike(bytes, length);
        if (isLike && length < METHOD.length) {
            return;
        }
        clearTimer();
        context.pipeline().addLast(isLike ? http2.get() : http1.get());
        context.fireChannelRead(unread.take());
        context.pipeline().remove(this);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        end(context); // it ends, or we do, before it has asked for anything
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        clearTimer();
        unread.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(context);
    }

    private static void end(ChannelHandlerContext context) {
        var _ = context.close();
    }

    private void clearTimer() {
        var set = timer;
        if (set != null) {
            set.clear();
        }
    }

    private static boolean isLike(ByteBuf bytes, int length) {
        for (var i = 0; i < length; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != METHOD[i]) {
                return false;
            }
        }
        return true;
    }
}

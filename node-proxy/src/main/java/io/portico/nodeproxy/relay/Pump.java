package io.portico.nodeproxy.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/**
 * Carries what one side of a connection sends to the other side. It reads no further while the other side is slow, so a
 * connection never holds more than the write buffer's high water mark and one read for each direction. The end of one
 * direction is passed on and leaves the other direction open; a reset resets both.
 */
final class Pump extends ChannelInboundHandlerAdapter {
    private final DuplexChannel from;
    private final DuplexChannel to;

    /** Sits on {@code from}; both are channels of one event loop. */
    Pump(DuplexChannel from, DuplexChannel to) {
        this.from = from;
        this.to = to;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var _ = to.write(message);
        readOnIfThereIsRoom(from, to);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        to.flush();
    }

    /** Of {@code from}: what it is sent by the other pump went out, or piles up. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        readOnIfThereIsRoom(to, from);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // The kernel goes on to report the end for as long as anybody wants to read.
            from.config().setAutoRead(false);
            endOutput();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        // After both directions have ended properly the other side is closed, or about to be.
        if (to.isActive() && !(from.isInputShutdown() && to.isInputShutdown())) {
            reset(to);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reset(from);
        reset(to);
    }

    /** Ends it at once; the peer sees a reset and not an orderly end. */
    static void reset(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = channel.close();
        }
    }

    /** Once all that was written is out. */
    private void endOutput() {
        var _ = to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess()) {
                var _ = to.shutdownOutput().addListener(_ -> closeIfDone());
            }
        });
    }

    /** Nothing more comes and nothing more goes, either way. */
    private void closeIfDone() {
        if (from.isInputShutdown() && to.isInputShutdown() && from.isOutputShutdown() && to.isOutputShutdown()) {
            var _ = from.close();
            var _ = to.close();
        }
    }

    private static void readOnIfThereIsRoom(DuplexChannel reader, DuplexChannel writer) {
        reader.config().setAutoRead(writer.isWritable() && !reader.isInputShutdown());
    }
}

package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.http1.MessageWriter;

/**
 * Looks at the first byte of a connection that should speak TLS: who speaks HTTP is told so, instead of an alert that
 * no browser shows.
 */
final class PlainHttpRefusal extends ChannelInboundHandlerAdapter {
    private static final String LINE = "400 Bad Request: this port speaks https\n";
    private static final int BAD_REQUEST = 400;
    private static final int ROOM = 512;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var bytes = (ByteBuf) message;
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        var first = bytes.getByte(bytes.readerIndex());
        if (first < 'A' || first > 'Z') {
            context.fireChannelRead(message);
            context.pipeline().remove(this);
            return;
        }
        bytes.release();
        var out = context.alloc().ioBuffer(ROOM);
        MessageWriter.statusLine(out, BAD_REQUEST);
        MessageWriter.field(out, "server", LocalResponse.SERVER);
        MessageWriter.field(out, "content-type", LocalResponse.PLAIN_TEXT);
        MessageWriter.length(out, LINE.length());
        MessageWriter.field(out, "connection", "close");
        MessageWriter.end(out);
        ByteBufUtil.writeAscii(out, LINE);
        var _ = context.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }
}

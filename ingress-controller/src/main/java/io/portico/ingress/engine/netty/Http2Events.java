package io.portico.ingress.engine.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/** What is heard of a connection: HEADERS with a priority, which RFC 9113 §5.3 has dropped, are the same as without. */
abstract class Http2Events extends Http2EventAdapter {
    @Override
    public final void onHeadersRead(
            ChannelHandlerContext context,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean isEnd)
            throws Http2Exception {
        onHeadersRead(context, id, headers, padding, isEnd);
    }
}

package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has left HTTP.
 *
 * @param unread what came behind the last message, to be released by whoever takes it; null for nothing
 */
record Detached(Channel channel, @Nullable ByteBuf unread) {}

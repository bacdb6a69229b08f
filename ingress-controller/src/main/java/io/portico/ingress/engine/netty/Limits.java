package io.portico.ingress.engine.netty;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.portico.ingress.engine.http1.HeadLimits;
import java.time.Duration;

/**
 * Every bound of the traffic ports that no setting has. Sizes are those of ingress-nginx or above, so that what worked
 * there works here.
 */
final class Limits {
    /** Of requests: 8 KiB of a request line, 32 KiB in all. */
    static final HeadLimits REQUEST = new HeadLimits(8 * 1024, 32 * 1024, 128);

    /** Of responses: endpoints are trusted with a little more. */
    static final HeadLimits RESPONSE = new HeadLimits(8 * 1024, 64 * 1024, 256);

    /** For each step of a TLS handshake together. */
    static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /** Of a ClientHello; post-quantum key shares make it 2 KiB. */
    static final int CLIENT_HELLO_BYTES = 16 * 1024;

    /** Connections of one event loop to one endpoint. */
    static final int CONNECTIONS_PER_ENDPOINT = 1024;

    /** Responses before the final one. */
    static final int INFORMATIONAL = 16;

    /** Requests at a time on one connection of HTTP/2. */
    static final int STREAMS = 128;

    /** Bytes that a client may send ahead of its endpoint, on one stream. */
    static final int STREAM_WINDOW = 64 * 1024;

    /** The same of a connection before we open it (RFC 9113 §6.9.2). */
    static final int FIRST_WINDOW = 65_535;

    /** The same of a connection: one stalled upload, or a dozen, leaves room for the other streams. */
    static final int CONNECTION_WINDOW = 1024 * 1024;

    /** Resets that a client may send, or provoke, in so many seconds; more end its connection. */
    static final int RESETS = 200;

    static final int RESETS_SECONDS = 30;

    /** From the first GOAWAY to the one that counts. */
    static final Duration GOAWAY = Duration.ofSeconds(1);

    static final int BACKLOG = 4096;

    /** Of bytes that are to be sent on one connection: above the second, the other side is not read. */
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    /** One event reads four times from one connection, at most, before the others have their turn. */
    static final RecvByteBufAllocator RECEIVE =
            new AdaptiveRecvByteBufAllocator(512, 2048, 64 * 1024).maxMessagesPerRead(4);

    private Limits() {}
}

package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.portico.ingress.engine.http1.HeaderBlock;
import org.jspecify.annotations.Nullable;

/** The endpoint's side of an exchange. Used by the event loop of both sides. */
interface EndpointStream {
    /** The next message is that exchange's. */
    void begin(Exchange next);

    /** Sends the head. Of a request without a body that is all. */
    void send(ForwardedRequest request);

    /** The next part of the body; released there. */
    void write(ByteBuf part);

    /** The body is whole. */
    void end(@Nullable HeaderBlock trailers);

    /** Nobody waits for the response any more, and nobody is told of it. */
    void cancel();

    /** Whether what is written is taken: the client is not read while it is not. */
    boolean isWritable();

    /** The client takes more of the response's body. */
    void resume();

    /** Whether bytes of the request may have reached the endpoint. */
    boolean hasSent();

    /** Leaves HTTP: the connection is the caller's from now on. */
    Detached detach();
}

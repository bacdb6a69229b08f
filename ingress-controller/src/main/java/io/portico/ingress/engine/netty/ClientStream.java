package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.ResponseHead;
import org.jspecify.annotations.Nullable;

/** The client's side of an exchange. Used by the event loop of both sides. */
interface ClientStream {
    /** A response before the final one, its headers cleaned. */
    void inform(ResponseHead head);

    /** The final response begins, its headers cleaned. */
    void respond(ResponseHead head);

    /** The next part of the response's body; released there. */
    void write(ByteBuf part);

    /** The response is whole. */
    void end(@Nullable HeaderBlock trailers);

    /** Answers for the endpoint, which failed before it answered. */
    void answer(LocalResponse response);

    /** The response breaks off, in a way that cannot be taken for its end. */
    void abort();

    /**
     * Goes on with another protocol than HTTP.
     *
     * @param head with status 101, its headers cleaned
     * @param protocol as the endpoint names it
     * @param endpoint the other end
     * @param ended is run once when the connections end
     */
    void upgrade(ResponseHead head, String protocol, EndpointStream endpoint, Runnable ended);

    /** Whether what is written is taken: the endpoint is not read while it is not. */
    boolean isWritable();

    /** The endpoint takes more of the request's body. */
    void resume();
}

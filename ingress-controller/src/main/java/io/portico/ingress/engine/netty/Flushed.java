package io.portico.ingress.engine.netty;

/** A connection on which something was written that its {@link Worker} has sent at the end of the event. */
interface Flushed {
    /** Sends what is there. */
    void flush();
}

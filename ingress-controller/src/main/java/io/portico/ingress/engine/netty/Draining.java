package io.portico.ingress.engine.netty;

/** Told to the handlers of clients' connections. */
enum Draining {
    /** Connections end with the request under way; those without one end now. */
    BEGINS
}

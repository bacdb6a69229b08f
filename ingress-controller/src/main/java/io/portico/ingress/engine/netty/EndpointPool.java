package io.portico.ingress.engine.netty;

/** The connections of one event loop to one endpoint that speak one protocol. */
interface EndpointPool {
    /** Hands the exchange a stream to the endpoint, by a connection that is there or by a new one. */
    void serve(Exchange exchange);

    /** The same by a new one, where the one that was there turned out to be none. */
    void connect(Exchange exchange);

    /** Where it is said how the endpoint failed. */
    FailureLog failures();

    /**
     * The endpoint is gone. What waits for a connection is told so, and connections without a request are closed; the
     * others end with theirs.
     */
    void close();
}

package io.portico.ingress.engine.netty;

/** How an endpoint failed a request. */
enum EndpointFailure {
    /** No connection came about. */
    REFUSED(502),
    /** No connection came about in time. */
    UNREACHABLE(504),
    /** There are too many connections to it. */
    BUSY(503),
    /** Its connection ended before the first byte of an answer. */
    GONE(502),
    /** Its answer broke off. */
    TRUNCATED(502),
    /** Its answer was not understood. */
    MALFORMED(502),
    /** It was silent too long. */
    SILENT(504),
    /** We failed. */
    BROKEN(500);

    private final int status;

    EndpointFailure(int status) {
        this.status = status;
    }

    /** What the client is answered. */
    int status() {
        return status;
    }
}

package io.portico.ingress.engine.netty;

/** How an endpoint failed a request. */
enum EndpointFailure {
    /** No connection came about. */
    REFUSED(502, "no connection to it came about"),
    /** No connection came about in time. */
    UNREACHABLE(504, "no connection to it came about in time"),
    /** There are too many connections to it. */
    BUSY(503, "there are too many connections to it"),
    /** Its connection ended before the first byte of an answer. */
    GONE(502, "its connection ended before the first byte of an answer"),
    /** Its answer broke off. */
    TRUNCATED(502, "its answer broke off"),
    /** Its answer was not understood. */
    MALFORMED(502, "its answer was not understood"),
    /** It was silent too long. */
    SILENT(504, "it was silent too long"),
    /** We failed. */
    BROKEN(500, "a fault of ours");

    private final int status;
    private final String words;

    EndpointFailure(int status, String words) {
        this.status = status;
        this.words = words;
    }

    /** For the log. */
    String words() {
        return words;
    }

    /** What the client is answered. */
    int status() {
        return status;
    }
}

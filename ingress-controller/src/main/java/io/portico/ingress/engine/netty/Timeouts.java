package io.portico.ingress.engine.netty;

import java.time.Duration;

/**
 * How long who is waited for, where no setting says it.
 *
 * @param head from the first byte of a request's head to its last
 * @param clientIdle without a request, on a connection of a client
 * @param clientStall without a byte of a body that the client is to send, or without it taking what it is to read
 * @param goOn after which a client that waits for 100 Continue is told to go on, whatever the endpoint thinks
 * @param linger how long a client that sends on behind its last answer is listened to, so that it can read the answer
 * @param endpointIdle without a request, on a connection to an endpoint
 */
record Timeouts(
        Duration head,
        Duration clientIdle,
        Duration clientStall,
        Duration goOn,
        Duration linger,
        Duration endpointIdle) {
    /** Those of nginx; endpoints below the 5 s after which common servers close idle connections. */
    static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(60),
            Duration.ofSeconds(75),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(4));
}

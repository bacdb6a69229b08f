package io.portico.testkit.corpus;

import java.time.Duration;

/**
 * How long is waited for what may never come.
 *
 * @param answer for a response, a request, bytes
 * @param close for the end of a connection, where it is to end
 */
public record Patience(Duration answer, Duration close) {
    /** Of tests: as long as a busy machine may need, since what is right comes at once and only a fault costs it. */
    public static final Patience OF_TESTS = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(20));

    /** For proxies that may do otherwise, on a machine that is not busy. */
    public static final Patience OF_COMPARISON = new Patience(Duration.ofMillis(1500), Duration.ofMillis(700));
}

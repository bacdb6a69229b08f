package io.portico.runtime;

import java.time.Duration;

/**
 * Exponential retry delays.
 *
 * @param first the delay after the first failure
 * @param most the longest delay
 */
public record Backoff(Duration first, Duration most) {

    /** 5 ms doubling to 30 s. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(30));

    /** The delay after so many failures in a row, at least one. */
    public Duration after(int failures) {
        var doublings = Math.min(failures - 1, 30);
        var delay = first.multipliedBy(1L << doublings);
        return delay.compareTo(most) < 0 ? delay : most;
    }
}

package io.portico.endpoints;

import java.time.Duration;

/**
 * How hard the API server is worked.
 *
 * @param batchPeriod how long changes of pods are gathered before a Service's endpoints are written; zero for not at
 *     all
 * @param qps writes a second at most, in the long run; 0 for no limit
 * @param burst writes at once after a rest; at least 1 where there is a limit
 */
public record Pace(Duration batchPeriod, int qps, int burst) {
    private static final Duration LONGEST_BATCH = Duration.ofMinutes(1);

    /** As fast as can be. */
    public static final Pace UNLIMITED = new Pace(Duration.ZERO, 0, 0);

    /** Refuses what cannot work. */
    public Pace {
        if (batchPeriod.isNegative() || batchPeriod.compareTo(LONGEST_BATCH) > 0) {
            throw new IllegalArgumentException(
                    "portico.endpoints.batch-period is " + batchPeriod + "; write 0s to 60s, such as 500ms");
        }
        if (qps < 0) {
            throw new IllegalArgumentException(
                    "portico.endpoints.api-qps is " + qps + "; write writes a second, or 0 for no limit");
        }
        if (qps > 0 && burst < 1) {
            throw new IllegalArgumentException(
                    "portico.endpoints.api-burst is " + burst + "; write 1 or more, such as twice api-qps");
        }
    }
}

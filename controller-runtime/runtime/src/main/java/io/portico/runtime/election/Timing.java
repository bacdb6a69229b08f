package io.portico.runtime.election;

import java.time.Duration;

/**
 * How long things take in an election. The defaults are those of Kubernetes' own components.
 *
 * @param lease how long a record that is not renewed keeps others away; whole seconds, as the API has no finer ones
 * @param renewDeadline a leader that has not renewed for so long gives up; less than {@code lease}, so that it has
 *     stopped before anybody else begins
 * @param retry how often a leader renews and others look
 */
record Timing(Duration lease, Duration renewDeadline, Duration retry) {
    static final Timing DEFAULT = new Timing(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    /** The longest wait for one exchange with the API server; the second one before the deadline may still succeed. */
    Duration patience() {
        return renewDeadline.dividedBy(2);
    }

    /** Where nobody has led for so long, something is wrong: by then others should have taken over. */
    Duration vacancy() {
        return lease.plus(retry.multipliedBy(2));
    }
}

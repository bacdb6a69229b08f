package io.portico.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.portico.runtime.metrics.RuntimeMetrics;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client's own limit of requests a second: a bucket that holds {@code burst} of them and is refilled at a steady
 * rate, as client-go's {@code flowcontrol.RateLimiter}. Its waits are counted under client-go's name,
 * {@code rest_client_rate_limiter_duration_seconds}: nothing there means that the limit never bit. Safe for use by
 * several threads.
 */
public final class RateLimit {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long intervalNanos;
    private final long burstNanos;
    private final Timer waits;
    private long
            free; // when the bucket will have been empty and filled by one request again; in the past while it is not

    /**
     * A full bucket.
     *
     * @param name labels the metric
     * @param perSecond requests a second in the long run; 0 for no limit
     * @param burst how many may go at once after a rest; at least 1 where there is a limit
     */
    public RateLimit(String name, int perSecond, int burst, MeterRegistry metrics) {
        if (perSecond < 0 || (perSecond > 0 && burst < 1)) {
            throw new IllegalArgumentException(
                    "a limit of " + perSecond + " requests a second with a burst of " + burst + " lets nothing pass");
        }
        intervalNanos = perSecond == 0 ? 0 : SECOND / perSecond;
        burstNanos = intervalNanos * burst;
        free = System.nanoTime() - burstNanos;
        waits = RuntimeMetrics.RATE_LIMITER.timer(metrics, name);
    }

    /** Waits for its turn; returns early, and without one, when the thread is interrupted, which it stays. */
    public void acquire() {
        var wait = reserve(System.nanoTime());
        if (wait <= 0) {
            return;
        }
        waits.record(wait, TimeUnit.NANOSECONDS);
        var end = System.nanoTime() + wait;
        for (var left = wait; left > 0 && !Thread.currentThread().isInterrupted(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** How long the next request has to wait from {@code now} on, in nanoseconds; none when 0 or less. */
    synchronized long reserve(long now) {
        if (intervalNanos == 0) {
            return 0;
        }
        free = Math.max(free, now - burstNanos) + intervalNanos;
        return free - now;
    }
}

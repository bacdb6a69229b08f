package io.portico.ingress.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls once at a moment to come, where nothing else would: a certificate's end is no event of the API server. */
public final class WakeUp implements AutoCloseable {
    /** A clock that was set, or a machine that slept, is noticed by then. */
    private static final Duration LONGEST = Duration.ofHours(1);
    /** The moment has passed when it calls, and moments that lie close together are one call. */
    private static final Duration GRAIN = Duration.ofMillis(50);

    private final Runnable call;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("wake-up").factory());
    private @Nullable ScheduledFuture<?> pending;

    /** Never calls until it is asked to; {@code call} must not block. */
    public WakeUp(Runnable call) {
        this.call = call;
    }

    /** At this moment instead of any that was asked for before, or an hour from now if that is earlier. */
    public synchronized void at(Instant moment, Instant now) {
        cancel();
        var wait = Duration.between(now, moment);
        var capped = wait.compareTo(LONGEST) > 0 ? LONGEST : wait.isNegative() ? Duration.ZERO : wait;
        pending = timer.schedule(call, capped.plus(GRAIN).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Never, until asked again. */
    public synchronized void cancel() {
        if (pending != null) {
            pending.cancel(false);
            pending = null;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

package io.portico.nodeproxy.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether what the node does is what the API server says, or was a short while ago. As upstream has it
 * (pkg/proxy/healthcheck/proxy_health.go), a proxy that has not applied anything yet is fresh: after a restart the
 * rules of its former life are as good as they were.
 */
public final class Freshness {
    private final Clock clock;
    private final Duration patience;
    private @Nullable Instant oldestWaiting;
    private @Nullable Instant lastApplied;

    /**
     * Fresh at first.
     *
     * @param patience how long a change may wait to be applied
     */
    public Freshness(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** Something changed and is not applied yet. */
    public synchronized void waiting() {
        if (oldestWaiting == null) {
            oldestWaiting = clock.instant();
        }
    }

    /** All changes are applied. */
    public synchronized void applied() {
        oldestWaiting = null;
        lastApplied = clock.instant();
    }

    /** Whether no change waits for too long. */
    public synchronized boolean isFresh() {
        return lastApplied == null
                || oldestWaiting == null
                || oldestWaiting.plus(patience).isAfter(clock.instant());
    }

    /** The moment at which what is applied was known to be right. */
    synchronized Instant asOf() {
        return lastApplied == null || isFresh() ? clock.instant() : lastApplied;
    }

    Instant now() {
        return clock.instant();
    }
}

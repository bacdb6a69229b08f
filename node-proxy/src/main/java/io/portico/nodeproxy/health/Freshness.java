package io.portico.nodeproxy.health;

import io.portico.runtime.net.Family;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Whether what the node does is what the API server says, or was a short while ago; each family by itself, as trouble
 * of one is not the other's. As upstream has it (pkg/proxy/healthcheck/proxy_health.go), a proxy that has not applied
 * anything yet is fresh: after a restart the rules of its former life are as good as they were.
 */
public final class Freshness {
    private final Clock clock;
    private final Duration patience;
    private final Map<Family, Instant> oldestWaiting = new EnumMap<>(Family.class);
    private final Map<Family, Instant> lastApplied = new EnumMap<>(Family.class);

    /**
     * Fresh at first.
     *
     * @param patience how long a change may wait to be applied
     */
    public Freshness(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** Something changed and is not applied yet, in any family. */
    public void waiting() {
        for (var family : Family.values()) {
            waiting(family);
        }
    }

    /** Something of that family is not applied yet. */
    public synchronized void waiting(Family family) {
        oldestWaiting.putIfAbsent(family, clock.instant());
    }

    /** All changes of that family are applied. */
    public synchronized void applied(Family family) {
        oldestWaiting.remove(family);
        lastApplied.put(family, clock.instant());
    }

    /** Whether no change of that family waits for too long. */
    public synchronized boolean isFresh(Family family) {
        var waiting = oldestWaiting.get(family);
        return !lastApplied.containsKey(family)
                || waiting == null
                || waiting.plus(patience).isAfter(clock.instant());
    }

    /** The moment at which what is applied was known to be right. */
    synchronized Instant asOf(Family family) {
        var applied = lastApplied.get(family);
        return applied == null || isFresh(family) ? clock.instant() : applied;
    }

    Instant now() {
        return clock.instant();
    }
}

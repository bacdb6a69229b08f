package io.portico.runtime.election;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A Lease as it was last read, and since when its record stands as it does.
 *
 * @param since when this process first saw the record so, by {@link System#nanoTime}
 */
record Sighting(Lease lease, long since) {
    /** What is known after the Lease was read again: its age goes on unless its record changed. */
    static Sighting after(@Nullable Sighting before, Lease lease, long now) {
        return before != null && spec(before.lease).equals(spec(lease))
                ? new Sighting(lease, before.since)
                : new Sighting(lease, now);
    }

    /** Who has it; empty for nobody. */
    String holder() {
        return requireNonNullElse(spec(lease).getHolderIdentity(), "");
    }

    /** How long its holder wants it to last without being renewed. */
    Duration lasts(Timing timing) {
        var seconds = spec(lease).getLeaseDurationSeconds();
        return seconds == null || seconds <= 0 ? timing.lease() : Duration.ofSeconds(seconds);
    }

    /** How long it is still another's, in nanoseconds; at most 0 when that identity may take it. */
    long freeIn(String identity, Timing timing, long now) {
        var holder = holder();
        return holder.isEmpty() || holder.equals(identity) ? 0 : lasts(timing).toNanos() - (now - since);
    }

    /** A Lease without a record is one that nobody has. */
    static LeaseSpec spec(Lease lease) {
        return requireNonNullElse(lease.getSpec(), new LeaseSpec());
    }
}

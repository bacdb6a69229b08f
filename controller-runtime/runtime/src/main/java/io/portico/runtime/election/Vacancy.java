package io.portico.runtime.election;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notices that nobody leads. Somebody does for as long as records change: a record that stands still is of a leader
 * that is gone, however long it says that it lasts.
 */
final class Vacancy {
    private final String name;
    private final String identity;
    private final Timing timing;
    private long led;
    private boolean said;

    /** @param grave for a WARN */
    record Word(boolean grave, String sentence) {}

    /**
     * @param name of the Lease, as {@code namespace/name}
     * @param now by {@link System#nanoTime}, as are all others here
     */
    Vacancy(String name, String identity, Timing timing, long now) {
        this.name = name;
        this.identity = identity;
        this.timing = timing;
        this.led = now;
    }

    /**
     * What there is to say: once that nobody leads, and once that somebody does again.
     *
     * @param leading whether this process does
     * @param trouble why the Lease could not be read or written just now; empty when it could
     */
    Optional<Word> look(boolean leading, @Nullable Sighting seen, String trouble, long now) {
        var before = led;
        var holder = leading ? identity : seen == null ? "" : seen.holder();
        if (leading) {
            led = now;
        } else if (seen != null && !holder.isEmpty() && seen.since() - led > 0) {
            led = seen.since();
        }
        var alone = Duration.ofNanos(now - led);
        if (!said && alone.compareTo(timing.vacancy()) > 0) {
            said = true;
            return Optional.of(new Word(
                    true, "nobody leads %s for %d s: %s".formatted(name, alone.toSeconds(), why(seen, trouble, now))));
        }
        // The first record seen after an outage may be as old as the outage: it has to change before it is alive.
        if (said && led != before) {
            said = false;
            return Optional.of(new Word(
                    false,
                    "%s leads %s, after %d s without a leader"
                            .formatted(
                                    holder, name, Duration.ofNanos(led - before).toSeconds())));
        }
        return Optional.empty();
    }

    private String why(@Nullable Sighting seen, String trouble, long now) {
        if (!trouble.isEmpty()) {
            return "its Lease cannot be read and written: " + trouble;
        }
        if (seen == null || seen.holder().isEmpty()) {
            return "its Lease has no holder";
        }
        var left = Duration.ofNanos(seen.freeIn(identity, timing, now));
        return "its Lease is held by %s, which does not renew it, and lasts %d s more; if %1$s is gone, delete the Lease"
                .formatted(seen.holder(), Math.max(0, left.toSeconds()));
    }
}

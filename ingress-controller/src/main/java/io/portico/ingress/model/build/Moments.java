package io.portico.ingress.model.build;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the moments at which time alone changes what is built, and knows the next. */
final class Moments {
    private final Instant now;
    private @Nullable Instant next;

    Moments(Instant now) {
        this.now = now;
    }

    /** Whether this moment is still to come; if so, what is built holds until then at most. */
    boolean future(Instant moment) {
        if (!moment.isAfter(now)) {
            return false;
        }
        if (next == null || moment.isBefore(next)) {
            next = moment;
        }
        return true;
    }

    Optional<Instant> next() {
        return Optional.ofNullable(next);
    }
}

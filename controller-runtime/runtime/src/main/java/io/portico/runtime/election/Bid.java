package io.portico.runtime.election;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one turn of an election came to.
 *
 * @param seen the Lease afterwards; null when it is not known
 * @param held whether it is this process'
 * @param sent when the write was begun that says so, by {@link System#nanoTime}: the answer may be late
 */
record Bid(@Nullable Sighting seen, boolean held, long sent) {

    /** One turn of an election; throws what the API server's client throws. */
    static Bid make(LeaseStore store, String identity, Timing timing, @Nullable Sighting last, boolean leading) {
        if (leading && last != null) {
            var sent = System.nanoTime();
            var renewed = store.hold(last.lease());
            if (renewed.isPresent()) {
                return held(renewed, sent);
            }
            // Somebody has written it or deleted it: maybe only a label.
        }
        var read = store.read();
        if (read.isEmpty()) {
            var sent = System.nanoTime();
            return held(store.create(), sent);
        }
        var seen = Sighting.after(last, read.get(), System.nanoTime());
        var sent = System.nanoTime();
        if (seen.freeIn(identity, timing, sent) > 0) {
            return new Bid(seen, false, sent);
        }
        var taken = held(store.hold(seen.lease()), sent);
        return taken.held ? taken : new Bid(seen, false, sent);
    }

    private static Bid held(Optional<Lease> written, long sent) {
        return written.map(lease -> new Bid(new Sighting(lease, System.nanoTime()), true, sent))
                .orElseGet(() -> new Bid(null, false, sent));
    }
}

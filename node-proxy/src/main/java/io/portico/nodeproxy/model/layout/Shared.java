package io.portico.nodeproxy.model.layout;

import io.portico.runtime.net.Address;
import io.portico.runtime.net.Protocol;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What several Services may need in a table, and the last that needs it takes along. */
sealed interface Shared {
    /** Whose it is; null for chains. */
    @Nullable
    Address address();

    /** The element of {@code cluster-ips}. */
    record ClusterIp(Address address) implements Shared {}

    /** The element of {@code hairpins}. */
    record Hairpin(Address address) implements Shared {}

    /** The chains that choose one of so many endpoints. */
    record Choice(Protocol protocol, Asker asker, int count) implements Shared, Comparable<Choice> {
        private static final Comparator<Choice> ORDER = Comparator.comparing(Choice::protocol)
                .thenComparing(Choice::asker)
                .thenComparingInt(Choice::count);

        @Override
        public @Nullable Address address() {
            return null;
        }

        @Override
        public int compareTo(Choice other) {
            return ORDER.compare(this, other);
        }
    }

    /** For whom an endpoint is chosen. */
    enum Asker {
        /** Whoever asks a Service without {@link io.portico.nodeproxy.model.objects.LocalPolicy#EXTERNAL}. */
        ANY,
        /** Who is not outside, in the sense of that policy. */
        INSIDE,
        /** Who is. */
        OUTSIDE
    }
}

package io.portico.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Measured times in order. A percentile is one of them (nearest rank), never a value between two. */
public final class Percentiles {
    private final List<Duration> sorted;

    private Percentiles(List<Duration> sorted) {
        this.sorted = sorted;
    }

    /** Those of these times, of which there must be at least one. */
    public static Percentiles of(Collection<Duration> times) {
        if (times.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return new Percentiles(times.stream().sorted().toList());
    }

    /** The least time that at least so many percent of all do not exceed; {@code percent} is above 0, at most 100. */
    public Duration at(double percent) {
        if (percent <= 0 || percent > 100) {
            throw new IllegalArgumentException("no such percentile: " + percent);
        }
        return sorted.get((int) Math.ceil(percent / 100 * sorted.size()) - 1);
    }

    /** How many times there are. */
    public int count() {
        return sorted.size();
    }
}

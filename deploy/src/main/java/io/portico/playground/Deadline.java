package io.portico.playground;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A point in time until which something is waited for. */
public final class Deadline {
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final long end;
    private final Duration pause;

    private Deadline(long end, Duration pause) {
        this.end = end;
        this.pause = pause;
    }

    /** The one that ends after {@code wait}. */
    public static Deadline in(Duration wait) {
        return new Deadline(System.nanoTime() + wait.toNanos(), PAUSE);
    }

    /** Looks ten times a second: for what takes long, without taking the processor from it. */
    public Deadline patiently() {
        return new Deadline(end, Duration.ofMillis(100));
    }

    /** Looks again and again; the first sight that is as wanted, or empty when the deadline has passed. */
    public <T> Optional<T> await(Supplier<T> look, Predicate<T> wanted) throws InterruptedException {
        while (true) {
            var last = System.nanoTime() - end >= 0;
            var seen = look.get();
            if (wanted.test(seen)) {
                return Optional.of(seen);
            }
            if (last) {
                return Optional.empty();
            }
            Thread.sleep(pause);
        }
    }
}

package io.portico.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Which line the log gets of readiness, and when: at each change, and of another reason at most each 30 s. */
final class ReadinessChanges {
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    private final LongSupplier nanoTime;
    private String last = "";
    private boolean begun;
    private boolean wasReady;
    private long lastLine;

    ReadinessChanges(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The line, if there is something to say. {@code why}: why it is not ready; empty when it is. */
    Optional<String> line(String why) {
        var ready = why.isEmpty();
        var now = nanoTime.getAsLong();
        var changed = !begun || ready != (begun && last.isEmpty());
        if (!changed && (why.equals(last) || now - lastLine < PATIENCE)) {
            return Optional.empty();
        }
        begun = true;
        last = why;
        lastLine = now;
        wasReady |= ready;
        return Optional.of(ready ? "ready" : wasReady ? "not ready: " + why : "not ready yet: " + why);
    }

    /** Of the line before: what was ready and is not is a warning; what is not yet is the course of things. */
    Logger.Level level() {
        return wasReady && !last.isEmpty() ? Logger.Level.WARN : Logger.Level.INFO;
    }
}

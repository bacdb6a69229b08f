package io.portico.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that a test can move on: the real one, or one that stands otherwise. */
public final class TestClock extends Clock {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final InstantSource source;
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

    private TestClock(InstantSource source) {
        this.source = source;
    }

    /** The real clock, which goes on between the jumps. */
    public static TestClock running() {
        return new TestClock(InstantSource.system());
    }

    /** Midnight UTC at the beginning of 2026, for as long as nobody jumps. */
    public static TestClock standing() {
        return new TestClock(InstantSource.fixed(BEGINNING));
    }

    /** From now on it is so much later. */
    public void jump(Duration by) {
        offset.updateAndGet(by::plus);
    }

    @Override
    public Instant instant() {
        return source.instant().plus(offset.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

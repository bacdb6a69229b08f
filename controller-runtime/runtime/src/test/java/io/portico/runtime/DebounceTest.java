package io.portico.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DebounceTest {
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(5));

    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void signals_close_together_make_one_run() {
        try (var debounce =
                new Debounce("test", Duration.ofMillis(200), Duration.ofMinutes(1), QUICK, runs::incrementAndGet)) {
            for (var i = 0; i < 100; i++) {
                debounce.signal();
            }
            await().untilAtomic(runs, org.hamcrest.Matchers.is(1));
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void signals_that_never_cease_still_make_a_run_once_the_most_is_reached() {
        try (var debounce =
                new Debounce("test", Duration.ofMinutes(1), Duration.ofMillis(20), QUICK, runs::incrementAndGet)) {
            await().until(() -> {
                debounce.signal();
                return runs.get() > 0;
            });
        }
    }

    @Test
    void a_failed_run_is_repeated_without_a_new_signal() {
        try (var debounce = new Debounce("test", Duration.ZERO, Duration.ZERO, QUICK, () -> {
            if (runs.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
        })) {
            debounce.signal();
            await().untilAtomic(runs, org.hamcrest.Matchers.is(3));
        }
        assertThat(runs).hasValue(3);
    }
}

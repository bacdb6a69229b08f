package io.portico.ingress.engine.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long LATE_MILLIS = 300;

    private final AtomicLong nanos = new AtomicLong(1_000_000_000);
    private final TimerWheel wheel = new TimerWheel(nanos::get);

    /** One with what is expected of it. */
    private final class Model {
        private final TimerWheel.Timer timer = wheel.timer(this::run);
        private long due = -1;
        private int ran;
        private List<Model> others = List.of();

        void set(long millis) {
            timer.set(Duration.ofMillis(millis));
            due = now() + millis;
        }

        void clear() {
            timer.clear();
            due = -1;
        }

        private void run() {
            ran++;
            assertThat(due).as("a timer that is not set").isNotNegative();
            assertThat(now()).isGreaterThanOrEqualTo(due);
            due = -1;
            for (var other : others) {
                other.set(50 + other.ran % 7 * 200L);
            }
        }
    }

    private long now() {
        return nanos.get() / 1_000_000;
    }

    @Test
    void timers_run_once_never_early_and_hardly_late_whatever_is_set_cleared_and_set_again() {
        var seed = new Random().nextLong();
        var random = new Random(seed);
        var timers = new ArrayList<Model>();
        for (var i = 0; i < 40; i++) {
            timers.add(new Model());
        }
        // Some set others when they run, among them those that are due in the same moment.
        for (var i = 0; i < 10; i++) {
            timers.get(i).others = List.of(timers.get(i + 10), timers.get(random.nextInt(20) + 20));
        }
        for (var step = 0; step < 20_000; step++) {
            var timer = timers.get(random.nextInt(timers.size()));
            switch (random.nextInt(4)) {
                case 0 -> timer.clear();
                case 1 -> timer.set(random.nextInt(200_000));
                default -> timer.set(random.nextInt(1_000));
            }
            nanos.addAndGet(random.nextInt(150_000_000));
            wheel.turn();
            for (var one : timers) {
                assertThat(one.due < 0 || one.due + LATE_MILLIS > now())
                        .as("seed %d step %d: due %d, now %d", seed, step, one.due, now())
                        .isTrue();
            }
        }
        assertThat(timers).anyMatch(timer -> timer.ran > 0);
    }
}

package io.portico.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void a_burst_goes_at_once_and_the_rest_at_the_rate() {
        var limit = new RateLimit("test", 100, 3, metrics);
        var now = System.nanoTime();
        for (var i = 0; i < 3; i++) {
            assertThat(limit.reserve(now)).isLessThanOrEqualTo(0);
        }
        assertThat(limit.reserve(now)).isEqualTo(10 * MILLISECOND);
        assertThat(limit.reserve(now)).isEqualTo(20 * MILLISECOND);
        assertThat(limit.reserve(now + 25 * MILLISECOND)).isEqualTo(5 * MILLISECOND);
    }

    @Test
    void a_long_rest_saves_up_no_more_than_a_burst() {
        var limit = new RateLimit("test", 100, 3, metrics);
        var later = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        for (var i = 0; i < 3; i++) {
            assertThat(limit.reserve(later)).isLessThanOrEqualTo(0);
        }
        assertThat(limit.reserve(later)).isEqualTo(10 * MILLISECOND);
    }

    @Test
    void without_a_limit_nothing_waits() {
        var limit = new RateLimit("test", 0, 0, metrics);
        for (var i = 0; i < 1000; i++) {
            assertThat(limit.reserve(0)).isZero();
        }
    }

    @Test
    void a_wait_is_counted() {
        var limit = new RateLimit("test", 1000, 1, metrics);
        limit.acquire();
        limit.acquire();
        limit.acquire();
        assertThat(metrics.get("rest_client_rate_limiter_duration_seconds")
                        .timer()
                        .count())
                .isPositive();
    }

    @Test
    void an_interrupted_thread_does_not_wait() {
        var limit = new RateLimit("test", 1, 1, metrics);
        limit.acquire();
        Thread.currentThread().interrupt();
        limit.acquire(); // would be a second
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_limit_that_lets_nothing_pass_is_refused() {
        assertThatThrownBy(() -> new RateLimit("test", 5, 0, metrics)).hasMessageContaining("lets nothing pass");
    }
}

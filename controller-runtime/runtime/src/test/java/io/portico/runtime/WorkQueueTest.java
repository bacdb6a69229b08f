package io.portico.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final WorkQueue<String> queue =
            new WorkQueue<>("test", new Backoff(Duration.ofMillis(1), Duration.ofMillis(20)), metrics);
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void a_key_added_many_times_before_the_start_is_reconciled_once() {
        queue.add("a");
        queue.add("b");
        queue.add("a");
        assertThat(queue.depth()).isEqualTo(2);
        queue.start(1, done::add);
        await().untilAsserted(() -> assertThat(done).containsExactly("a", "b"));
    }

    @Test
    void a_key_added_while_it_is_reconciled_comes_back_once_and_never_runs_twice_at_a_time() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var together = new AtomicInteger();
        var most = new AtomicInteger();
        queue.start(4, key -> {
            most.accumulateAndGet(together.incrementAndGet(), Math::max);
            entered.countDown();
            leave.await();
            together.decrementAndGet();
            done.add(key);
        });
        queue.add("a");
        entered.await();
        queue.add("a");
        queue.add("a");
        leave.countDown();
        await().untilAsserted(() -> assertThat(done).containsExactly("a", "a"));
        assertThat(most).hasValue(1);
    }

    @Test
    void a_failed_key_is_retried_until_it_succeeds_and_the_retries_are_counted() {
        var attempts = new AtomicInteger();
        queue.start(1, key -> {
            if (attempts.incrementAndGet() < 4) {
                throw new IllegalStateException("not yet");
            }
            done.add(key);
        });
        queue.add("a");
        await().untilAsserted(() -> assertThat(done).containsExactly("a"));
        assertThat(metrics.counter("workqueue_retries_total", "name", "test").count())
                .isEqualTo(3);
    }

    @Test
    void of_two_delays_the_one_that_ends_first_counts() {
        queue.start(1, done::add);
        queue.addAfter("a", Duration.ofHours(1));
        queue.addAfter("a", Duration.ofMillis(5));
        queue.addAfter("a", Duration.ofHours(2));
        await().untilAsserted(() -> assertThat(done).containsExactly("a"));
    }

    @Test
    void keys_wait_while_stopped_and_are_worked_on_after_the_next_start() {
        queue.start(1, done::add);
        queue.stop();
        queue.add("a");
        assertThat(queue.depth()).isEqualTo(1);
        assertThat(done).isEmpty();
        queue.start(1, done::add);
        await().untilAsserted(() -> assertThat(done).containsExactly("a"));
    }
}

package io.portico.nodeproxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.runtime.Backoff;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private static final Backoff SOON = new Backoff(Duration.ofMillis(1), Duration.ofMillis(10));

    private final Vertx vertx = Vertx.vertx();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
    private final Map<String, Promise<Void>> slowToClose = new ConcurrentHashMap<>();
    /** One thread gets the same one again and again, so the listeners have it, too. */
    private final Context context = vertx.getOrCreateContext();

    private final Listeners<String> listeners =
            new Listeners<>(vertx, SOON, this::open, (key, why) -> done.add("failed " + key + ": " + why));

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void what_is_wanted_is_opened_once_and_what_is_not_is_closed() {
        listeners.sync(Set.of("a"));
        listeners.sync(Set.of("a", "b"));
        listeners.sync(Set.of("b"));
        listeners.sync(Set.of("b"));
        settle();
        assertThat(done).containsExactlyInAnyOrder("open a", "open b", "close a");
    }

    @Test
    void what_cannot_be_opened_is_tried_again_and_said_each_time() {
        refusals.put("a", new AtomicInteger(2));
        listeners.sync(Set.of("a"));
        await().untilAsserted(() -> assertThat(done)
                .containsExactly("failed a: Address already in use", "failed a: Address already in use", "open a"));
        assertThat(listeners.failures()).isEmpty();
    }

    @Test
    void what_is_no_longer_wanted_is_not_tried_again() {
        refusals.put("a", new AtomicInteger(Integer.MAX_VALUE));
        listeners.sync(Set.of("a"));
        await().until(() -> listeners.failures().containsKey("a"));
        listeners.sync(Set.of());
        settle();
        var attempts = done.size();
        assertThat(listeners.failures()).isEmpty();
        await().during(Duration.ofMillis(100)).until(() -> done.size() == attempts);
    }

    @Test
    void what_is_wanted_again_while_it_closes_is_opened_after_that() {
        slowToClose.put("a", Promise.promise());
        listeners.sync(Set.of("a"));
        settle();
        listeners.sync(Set.of());
        listeners.sync(Set.of("a"));
        settle();
        assertThat(done).containsExactly("open a", "close a");
        slowToClose.get("a").complete();
        await().untilAsserted(() -> assertThat(done).containsExactly("open a", "close a", "open a"));
    }

    @Test
    void closing_waits_for_all() {
        slowToClose.put("a", Promise.promise());
        listeners.sync(Set.of("a", "b"));
        settle();
        var closed = listeners.closeAll();
        settle();
        assertThat(closed.isComplete()).isFalse();
        slowToClose.get("a").complete();
        await().until(closed::succeeded);
    }

    private Future<Listeners.Opened> open(String key) {
        var refused = refusals.get(key);
        if (refused != null && refused.getAndDecrement() > 0) {
            return Future.failedFuture(new BindException("Address already in use"));
        }
        done.add("open " + key);
        return Future.succeededFuture(() -> {
            done.add("close " + key);
            var slow = slowToClose.get(key);
            return slow == null ? Future.succeededFuture() : slow.future();
        });
    }

    /** Until the event loop has done what it was asked, and what followed from that. */
    private void settle() {
        for (var i = 0; i < 5; i++) {
            var turn = Promise.<Void>promise();
            context.runOnContext(_ -> turn.complete());
            turn.future().toCompletionStage().toCompletableFuture().join();
        }
    }
}

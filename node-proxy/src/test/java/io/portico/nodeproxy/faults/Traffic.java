package io.portico.nodeproxy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.nodeproxy.packets.Answer;
import io.portico.nodeproxy.packets.Packets;
import io.portico.nodeproxy.packets.Probe;
import io.portico.nodeproxy.packets.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Connections, each tried again and again, and what came of them. */
final class Traffic implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final TestCluster cluster;
    private final Duration patience;
    private final Map<Probe, Set<String>> owners;
    private final Map<Probe, AtomicLong> answered = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean going = true;

    /**
     * Starts it.
     *
     * @param owners who may answer each probe
     * @param patience how long each waits for its answer
     */
    Traffic(TestCluster cluster, Map<Probe, Set<String>> owners, Duration patience) {
        this.cluster = cluster;
        this.patience = patience;
        this.owners = Map.copyOf(owners);
        this.owners.keySet().forEach(probe -> {
            answered.put(probe, new AtomicLong());
            threads.add(Thread.startVirtualThread(() -> tryAgainAndAgain(probe)));
        });
    }

    private void tryAgainAndAgain(Probe probe) {
        while (going) {
            switch (cluster.askBeside(probe, patience).join()) {
                case Answer.By(var name, var _) -> {
                    if (!owners.getOrDefault(probe, Set.of()).contains(name)) {
                        wrong.add(probe + " was answered by " + name);
                    }
                    count(probe).incrementAndGet();
                }
                case Answer other -> failed.add(probe + ": " + other);
            }
            // The machine is to have time for what the traffic is about.
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Goes on until each probe has had so many more answers. */
    void awaitAnswers(int more) {
        var goals = new ConcurrentHashMap<Probe, Long>();
        answered.forEach((probe, count) -> goals.put(probe, count.get() + more));
        await().atMost(Packets.LONG)
                .untilAsserted(() -> goals.forEach((probe, goal) ->
                        assertThat(count(probe).get()).as(probe.toString()).isGreaterThanOrEqualTo(goal)));
    }

    /** Ends it, and asserts that nobody ever answered what is another's. */
    void assertNothingWrong() {
        close();
        assertThat(wrong).isEmpty();
    }

    /** Ends it, and asserts that each connection was answered, and by its owner. */
    void assertNothingFailed() {
        assertNothingWrong();
        assertThat(failed).isEmpty();
    }

    private AtomicLong count(Probe probe) {
        return answered.computeIfAbsent(probe, _ -> new AtomicLong());
    }

    /** Ends it, with the answers that are still to come. */
    @Override
    public void close() {
        going = false;
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}

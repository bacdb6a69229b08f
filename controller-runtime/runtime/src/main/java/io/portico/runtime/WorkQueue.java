package io.portico.runtime;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.portico.runtime.metrics.RuntimeMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.DoubleStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A queue of keys to reconcile. A key waits in it once, however often it is added; it is never worked on by two workers
 * at the same time; added while it is worked on, it comes back afterwards; a reconcile that throws comes back after a
 * back-off. The semantics are those of client-go's {@code util/workqueue}, and so are the metrics' names
 * ({@code workqueue_*}).
 *
 * <p>Keys may be added before {@link #start} and after {@link #stop}: they wait. That is how a standby replica stays
 * warm.
 *
 * @param <K> the key, with value equality; its {@code toString} is what logs show
 */
public final class WorkQueue<K> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WorkQueue.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
    /** Makes the world agree with one key; throwing means: again, later. */
    @FunctionalInterface
    public interface Reconciler<K> {
        /** Throws when the key must be tried again after a back-off. */
        void reconcile(K key) throws Exception;
    }

    private final String name;
    private final Backoff backoff;
    private final Counter adds;
    private final Counter retries;
    private final Timer waiting;
    private final Timer working;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashMap<K, Long> waitingSince = new LinkedHashMap<>();
    private final Map<K, Long> runningSince = new HashMap<>();
    private final Set<K> addedWhileRunning = new HashSet<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private final Map<K, Delayed> delayed = new HashMap<>();
    private final ScheduledExecutorService timer;
    private final List<Thread> workers = new ArrayList<>();
    private boolean started;

    private record Delayed(long dueNanos, ScheduledFuture<?> future) {}

    /** A stopped queue; {@code name} labels its metrics and its threads. */
    public WorkQueue(String name, Backoff backoff, MeterRegistry metrics) {
        this.name = name;
        this.backoff = backoff;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name + "-delay").factory());
        this.adds = RuntimeMetrics.QUEUE_ADDS.counter(metrics, name);
        this.retries = RuntimeMetrics.QUEUE_RETRIES.counter(metrics, name);
        this.waiting = RuntimeMetrics.QUEUE_DURATION.timer(metrics, name);
        this.working = RuntimeMetrics.QUEUE_WORK.timer(metrics, name);
        RuntimeMetrics.QUEUE_DEPTH.gauge(metrics, this, WorkQueue::depth, name);
        RuntimeMetrics.QUEUE_UNFINISHED.gauge(metrics, this, q -> q.running().sum(), name);
        RuntimeMetrics.QUEUE_LONGEST.gauge(metrics, this, q -> q.running().max().orElse(0), name);
        RuntimeMetrics.QUEUE_OLDEST.gauge(metrics, this, WorkQueue::oldestWaiting, name);
    }

    /** For how long each reconcile runs that runs now, in seconds. */
    private DoubleStream running() {
        lock.lock();
        try {
            var now = System.nanoTime();
            return List.copyOf(runningSince.values()).stream().mapToDouble(since -> (now - since) / SECOND);
        } finally {
            lock.unlock();
        }
    }

    /** For how long the key waits that has waited longest, in seconds. */
    private double oldestWaiting() {
        lock.lock();
        try {
            var first = waitingSince.firstEntry();
            return first == null ? 0 : (System.nanoTime() - first.getValue()) / SECOND;
        } finally {
            lock.unlock();
        }
    }

    /** How many keys wait, those under back-off left out. */
    public int depth() {
        lock.lock();
        try {
            return waitingSince.size() + addedWhileRunning.size();
        } finally {
            lock.unlock();
        }
    }

    /** Queues the key, unless it waits already. */
    public void add(K key) {
        lock.lock();
        try {
            adds.increment();
            if (runningSince.containsKey(key)) {
                addedWhileRunning.add(key);
            } else if (waitingSince.putIfAbsent(key, System.nanoTime()) == null) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Queues the key after a delay; of several delays for one key the one that ends first counts. */
    public void addAfter(K key, Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            add(key);
            return;
        }
        lock.lock();
        try {
            var due = System.nanoTime() + delay.toNanos();
            var earlier = delayed.get(key);
            if (timer.isShutdown() || (earlier != null && earlier.dueNanos - due <= 0)) {
                return;
            }
            if (earlier != null) {
                earlier.future.cancel(false);
            }
            var future = timer.schedule(() -> delayEnded(key, due), delay.toNanos(), TimeUnit.NANOSECONDS);
            delayed.put(key, new Delayed(due, future));
        } finally {
            lock.unlock();
        }
    }

    private void delayEnded(K key, long due) {
        lock.lock();
        try {
            var current = delayed.get(key);
            if (current != null && current.dueNanos == due) {
                delayed.remove(key);
                add(key);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Starts that many workers, each a virtual thread; a started queue stays as it is. */
    public void start(int workerCount, Reconciler<K> reconciler) {
        lock.lock();
        try {
            if (started) {
                return;
            }
            started = true;
            for (var i = 0; i < workerCount; i++) {
                workers.add(Thread.ofVirtual().name(name + "-" + i).start(() -> work(reconciler)));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops taking keys and waits for the reconciles that run, at most ten seconds, then interrupts them. Keys stay
     * queued for the next {@link #start}.
     */
    public void stop() {
        List<Thread> ending;
        lock.lock();
        try {
            started = false;
            changed.signalAll();
            ending = List.copyOf(workers);
            workers.clear();
        } finally {
            lock.unlock();
        }
        var deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        for (var worker : ending) {
            try {
                if (!worker.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                    LOG.warnf(
                            "%s: a reconcile still ran %d s after the stop; interrupting it",
                            name, STOP_TIMEOUT.toSeconds());
                    worker.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        stop();
    }

    private void work(Reconciler<K> reconciler) {
        while (true) {
            var key = take();
            if (key == null) {
                return;
            }
            var since = System.nanoTime();
            try {
                reconciler.reconcile(key);
                done(key, null);
            } catch (InterruptedException e) {
                done(key, e);
                return;
            } catch (Exception e) {
                done(key, e);
            } finally {
                working.record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
            }
        }
    }

    private @Nullable K take() {
        lock.lock();
        try {
            while (started) {
                var first = waitingSince.pollFirstEntry();
                if (first != null) {
                    runningSince.put(first.getKey(), System.nanoTime());
                    waiting.record(System.nanoTime() - first.getValue(), TimeUnit.NANOSECONDS);
                    return first.getKey();
                }
                changed.awaitUninterruptibly();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** A failure that the API server did not explain keeps its class: it may be a defect. */
    private static String sentence(Exception failure) {
        return failure instanceof KubernetesClientException ? ApiSentence.of(failure) : failure.toString();
    }

    private void done(K key, @Nullable Exception failure) {
        lock.lock();
        try {
            runningSince.remove(key);
            var again = addedWhileRunning.remove(key);
            if (failure == null) {
                failures.remove(key);
                if (again) {
                    add(key);
                }
            } else {
                var count = failures.merge(key, 1, Integer::sum);
                var delay = backoff.after(count);
                retries.increment();
                LOG.warnf(
                        "%s: %s failed (%d in a row), again in %d ms: %s",
                        name, key, count, delay.toMillis(), sentence(failure));
                addAfter(key, delay);
            }
        } finally {
            lock.unlock();
        }
    }
}

package io.portico.runtime;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Turns many "the world changed" signals into few runs of one action. The action runs once no signal has come for
 * {@code quiet}, and in any case {@code most} after the first; never twice at a time; after a failure again, with a
 * back-off.
 */
public final class Debounce implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Debounce.class);

    /** Recomputes and applies; throwing means: again, later. */
    @FunctionalInterface
    public interface Action {
        /** Throws when it must be tried again after a back-off. */
        void run() throws Exception;
    }

    private final String name;
    private final long quietNanos;
    private final long mostNanos;
    private final Backoff backoff;
    private final Action action;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean signalled;
    private boolean closed;
    private long firstSignal;
    private long lastSignal;

    /** Starts waiting for signals at once; {@code name} is what logs show. */
    public Debounce(String name, Duration quiet, Duration most, Backoff backoff, Action action) {
        this.name = name;
        this.quietNanos = quiet.toNanos();
        this.mostNanos = most.toNanos();
        this.backoff = backoff;
        this.action = action;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::loop);
        thread.start();
    }

    /** Something changed: the action will run after this call. Never blocks for long. */
    public void signal() {
        lock.lock();
        try {
            lastSignal = System.nanoTime();
            if (!signalled) {
                signalled = true;
                firstSignal = lastSignal;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** No further run; waits for the one under way. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        var failures = 0;
        try {
            while (awaitTurn()) {
                try {
                    action.run();
                    failures = 0;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    var delay = backoff.after(++failures);
                    LOG.warnf("%s failed (%d in a row), again in %d ms: %s", name, failures, delay.toMillis(), e);
                    pause(delay);
                    signal();
                }
            }
        } catch (InterruptedException e) {
            LOG.debugf("%s was interrupted and ends", name);
        }
    }

    /** Waits until it is time to run; false when closed. */
    private boolean awaitTurn() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                if (!signalled) {
                    changed.await();
                    continue;
                }
                var now = System.nanoTime();
                var wait = Math.min(lastSignal + quietNanos - now, firstSignal + mostNanos - now);
                if (wait <= 0) {
                    signalled = false;
                    return true;
                }
                var _ = changed.await(wait, TimeUnit.NANOSECONDS);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration delay) throws InterruptedException {
        lock.lock();
        try {
            var remaining = delay.toNanos();
            while (!closed && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
        } finally {
            lock.unlock();
        }
    }
}

package io.portico.ingress.engine.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one event loop, in tenths of a second. A timer is set far more often than it runs out, so setting it
 * later, or clearing it, is one write to a field: the wheel finds out when it comes by (the hashed wheel of Varghese
 * and Lauck 1987, made lazy).
 */
final class TimerWheel {
    private static final Logger LOG = Logger.getLogger(TimerWheel.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SLOTS = 1024;
    private static final long NEVER = Long.MAX_VALUE;

    private final @Nullable Timer[] slots = new Timer[SLOTS];
    private final ArrayDeque<Timer> passing = new ArrayDeque<>();
    private final LongSupplier nanos;
    private final long start;
    private long now;

    /** @param nanos as {@link System#nanoTime} has them */
    TimerWheel(LongSupplier nanos) {
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    /** Turns from now on. */
    Future<?> turnOn(EventLoop loop) {
        return loop.scheduleAtFixedRate(this::turn, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    /** One that is not set. */
    Timer timer(Runnable action) {
        return new Timer(action);
    }

    /** To this moment. */
    void turn() {
        var until = (nanos.getAsLong() - start) / TICK_NANOS;
        var from = Math.max(now + 1, until - SLOTS + 1);
        now = until;
        for (var tick = from; tick <= until; tick++) {
            turn(slotOf(tick));
        }
    }

    private void turn(int slot) {
        var timer = slots[slot];
        slots[slot] = null;
        while (timer != null) {
            var next = timer.next;
            timer.forgetPlace();
            passing.add(timer);
            timer = next;
        }
        // An action may set or clear others of the same slot.
        for (var due = passing.poll(); due != null; due = passing.poll()) {
            due.cameBy();
        }
    }

    private static int slotOf(long tick) {
        return (int) tick & SLOTS - 1;
    }

    /** Runs its action once when its time has come, on the event loop. */
    final class Timer {
        private final Runnable action;
        private long due = NEVER;
        /** When the wheel comes by; NEVER while the timer is not in it. */
        private long visit = NEVER;

        private @Nullable Timer previous;
        private @Nullable Timer next;

        private Timer(Runnable action) {
            this.action = action;
        }

        /** In so long a time, whatever it was set to before; a little later at most. */
        void set(Duration delay) {
            due = now + delay.toNanos() / TICK_NANOS + 2;
            if (due < visit) {
                unlink();
                link();
            }
        }

        /** Not any more. */
        void clear() {
            due = NEVER;
        }

        private void cameBy() {
            if (visit != NEVER) {
                return; // set again meanwhile
            }
            if (due <= now) {
                due = NEVER;
                run();
            } else if (due != NEVER) {
                link();
            }
        }

        private void run() {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("a timer's action failed; the others go on", e);
            }
        }

        private void forgetPlace() {
            previous = null;
            next = null;
            visit = NEVER;
        }

        private void link() {
            visit = Math.min(due, now + SLOTS - 1);
            var slot = slotOf(visit);
            var first = slots[slot];
            next = first;
            if (first != null) {
                first.previous = this;
            }
            slots[slot] = this;
        }

        private void unlink() {
            if (visit == NEVER) {
                return;
            }
            var before = previous;
            var after = next;
            if (before == null) {
                slots[slotOf(visit)] = after;
            } else {
                before.next = after;
            }
            if (after != null) {
                after.previous = before;
            }
            forgetPlace();
        }
    }
}

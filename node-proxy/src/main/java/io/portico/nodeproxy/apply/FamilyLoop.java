package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.apply.DataPlane.Progress;
import io.portico.nodeproxy.apply.DataPlane.Wanted;
import io.portico.nodeproxy.model.layout.Part;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.Backoff;
import io.portico.runtime.Debounce;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rules of one family equal to what was wanted last, on a thread of its own, so that neither trouble nor a
 * slow {@code nft} of one family holds up the other. What fails is tried again after a back-off; only these attempts,
 * and no changes that the kernel would take, wait for it.
 */
final class FamilyLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(FamilyLoop.class);
    /** How many changes are remembered that wait to be applied. */
    private static final int MOST_CHANGES = 10_000;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

    private final FamilyRules rules;
    private final int sweepSteps;
    private final ScheduledExecutorService timers;
    private final Progress progress;
    private final Runnable turned;
    private final Debounce turns;
    private final AtomicBoolean checkDue = new AtomicBoolean();
    private volatile @Nullable Wanted wanted;
    private final Deque<Instant> waiting = new ArrayDeque<>();
    private volatile @Nullable Wanted tried;
    private volatile String failure = "";
    private long applied = -1;
    private int failures;
    private long notBefore;
    private boolean retryDue;

    /**
     * Waits for {@link #sync}.
     *
     * @param sweepSteps in how many checks the whole table is looked at
     * @param timers signal when something is to be tried again
     * @param turned told, on this loop's thread, after each attempt
     */
    FamilyLoop(FamilyRules rules, int sweepSteps, ScheduledExecutorService timers, Progress progress, Runnable turned) {
        this.rules = rules;
        this.sweepSteps = sweepSteps;
        this.timers = timers;
        this.progress = progress;
        this.turned = turned;
        this.turns = new Debounce(name(), Duration.ZERO, Duration.ZERO, BACKOFF, this::turn);
    }

    /** Makes it so, as soon as may be. */
    void sync(Wanted next) {
        synchronized (waiting) {
            waiting.addAll(next.changes());
            while (waiting.size() > MOST_CHANGES) {
                var _ = waiting.removeFirst();
            }
            wanted = next;
        }
        turns.signal();
    }

    /** Looks whether all is still there. */
    void check() {
        checkDue.set(true);
        turns.signal();
    }

    Family family() {
        return rules.family();
    }

    /** What was tried last, with or without success; null before the first attempt. */
    @Nullable
    Wanted tried() {
        return tried;
    }

    /** Why this family's Services are not served as they should be; empty when they are. */
    String failure() {
        return failure;
    }

    @Override
    public void close() {
        turns.close();
    }

    private void turn() throws InterruptedException {
        Wanted next;
        List<Instant> changes;
        synchronized (waiting) {
            next = wanted;
            changes = List.copyOf(waiting);
        }
        if (next == null || (failures > 0 && System.nanoTime() - notBefore < 0)) {
            return;
        }
        var again = retryDue;
        retryDue = false;
        var whole = !checkDue.getAndSet(false) || (!rules.isLost() && rules.sweep(sweepSteps));
        if (whole && !again && next.number() == applied && !rules.table().isDue(next.state())) {
            return;
        }
        try {
            rules.sync(next.state());
            succeeded(next, changes);
        } catch (NftException e) {
            failed(next, changes, String.valueOf(e.getMessage()));
        }
        tried = next;
        turned.run();
    }

    private void succeeded(Wanted done, List<Instant> changes) {
        if (failures > 0) {
            LOG.infof("%s succeeded, after %d failures", name(), failures);
        }
        failures = 0;
        failure = "";
        applied = done.number();
        var rest = rules.table().refusals();
        rest.lasting().forEach((part, why) -> report(part, why, done.world()));
        var next = rest.untilNext(done.state());
        if (next >= 0) {
            again(next);
        }
        said(done, changes);
    }

    private void said(Wanted done, List<Instant> changes) {
        synchronized (waiting) {
            for (var i = 0; i < changes.size() && !waiting.isEmpty(); i++) {
                var _ = waiting.removeFirst();
            }
        }
        progress.applied(rules.family(), done, changes);
    }

    private void failed(Wanted next, List<Instant> changes, String why) {
        var delay = BACKOFF.after(++failures);
        if (Integer.bitCount(failures) == 1) {
            LOG.warnf("%s failed (%d in a row), again in %d ms: %s", name(), failures, delay.toMillis(), why);
        }
        notBefore = System.nanoTime() + delay.toNanos();
        retryDue = true;
        again(delay.toNanos());
        if (servesNobody(next.state())) {
            // Nobody has anything to expect of this family here.
            failure = "";
            said(next, changes);
        } else {
            failure = why;
            progress.failing(rules.family());
        }
    }

    private void again(long nanos) {
        if (!timers.isShutdown()) {
            var _ = timers.schedule(turns::signal, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Whether no Service has the family, neither in what is wanted nor in what is in force. */
    private boolean servesNobody(ProxyState state) {
        return state.ports().stream().noneMatch(this::isOurs)
                && rules.table().standing().ports().stream().noneMatch(this::isOurs);
    }

    private boolean isOurs(ServicePort port) {
        return port.key().family() == rules.family();
    }

    private void report(Part part, String why, World world) {
        switch (part) {
            case Part.OfService(var name) -> {
                var view = world.services().get(name);
                if (view != null) {
                    view.facts()
                            .ifPresent(facts -> progress.problem(new Problem(
                                    facts.about(),
                                    "FailedToProgramRules",
                                    "node " + world.node().name() + " cannot serve its present form by "
                                            + rules.family().value() + ", trying again: " + why)));
                }
            }
            case Part.OfRanges _ -> LOG.warnf("%s: %s is not as it should be, trying again: %s", name(), part, why);
        }
    }

    private String name() {
        return rules.family().value() + " rules";
    }
}

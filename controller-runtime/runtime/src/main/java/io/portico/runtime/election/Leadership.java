package io.portico.runtime.election;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.runtime.ApiSentence;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.metrics.RuntimeMetrics;
import io.portico.runtime.state.State;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One replica works, the others wait: leader election on a Lease, by client-go's rule and with its numbers. It
 * campaigns again after a loss. On {@link #close} the work is stopped first and the Lease released afterwards, so that
 * the next leader never overlaps.
 *
 * <p>The gauge {@code leader_election_master_status}, labelled with the Lease's name, is 1 while this replica leads,
 * else 0, and is there from the beginning: where no replica shows a 1, nobody works.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final Duration END = Duration.ofSeconds(2);
    private static final String SILENCE = "the API server does not answer";

    private final String name;
    private final String identity;
    private final Runnable startWork;
    private final Runnable stopWork;
    private final Timing timing;
    private final LeaseStore store;
    private final ExecutorService requests = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("leadership-request").factory());

    private @Nullable Thread campaigner;
    private volatile String holder = "";
    private volatile boolean bidding;
    private volatile boolean leading;
    private volatile long renewed;
    private volatile boolean closed;

    /**
     * Waits for {@link #campaign} or {@link #campaignOnceSynced}.
     *
     * @param lease the Lease's name in {@code namespace}
     * @param identity this replica's name; must differ between replicas
     * @param startWork called when this replica begins to lead; returns soon, as the Lease is not renewed meanwhile
     * @param stopWork called when it no longer does; must have stopped all writes when it returns
     */
    public Leadership(
            KubernetesClient client,
            MeterRegistry metrics,
            String namespace,
            String lease,
            String identity,
            Runnable startWork,
            Runnable stopWork) {
        this(
                new LeaseStore(client, namespace, lease, identity, Timing.DEFAULT, Clock.systemUTC()),
                metrics,
                namespace + "/" + lease,
                identity,
                startWork,
                stopWork,
                Timing.DEFAULT);
    }

    Leadership(
            LeaseStore store,
            MeterRegistry metrics,
            String name,
            String identity,
            Runnable startWork,
            Runnable stopWork,
            Timing timing) {
        this.store = store;
        this.name = name;
        this.identity = identity;
        this.startWork = startWork;
        this.stopWork = stopWork;
        this.timing = timing;
        RuntimeMetrics.LEADS.gauge(metrics, this, self -> self.leads() ? 1 : 0, name.substring(name.indexOf('/') + 1));
    }

    /** Runs for leader from now on, until {@link #close}; nothing happens when that came first, or at a second call. */
    public void campaign() {
        campaign(() -> {});
    }

    /** As {@link #campaign}, but not before each informer has seen its first whole list: no leader acts on less. */
    public void campaignOnceSynced(InformerHealth informers) {
        campaign(informers::awaitSync);
    }

    @FunctionalInterface
    private interface Wait {
        void end() throws InterruptedException;
    }

    private synchronized void campaign(Wait first) {
        if (campaigner == null && !closed) {
            campaigner = Thread.ofVirtual().name("leadership-" + name).start(() -> campaignAfter(first));
        }
    }

    private void campaignAfter(Wait first) {
        try {
            first.end();
            bidding = true;
            turns();
        } catch (InterruptedException e) {
            LOG.debugf("the campaign for %s ends", name);
        }
    }

    /**
     * Whether this replica leads now. Also when nothing told it so, it does not once its Lease has run out by its own
     * clock: a process that was stopped and goes on must not write what it was about to.
     */
    public boolean leads() {
        return leading && System.nanoTime() - renewed < timing.lease().toNanos();
    }

    /** Who leads, as the Lease says that this replica saw last. */
    public State.Leader leader() {
        return new State.Leader(name, leads(), Optional.of(holder).filter(known -> !known.isEmpty()));
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            stopLeading("it ends");
            running = campaigner;
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(END);
            if (bidding) {
                release();
            }
            requests.shutdownNow();
        } catch (InterruptedException e) {
            requests.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void turns() throws InterruptedException {
        var vacancy = new Vacancy(name, identity, timing, System.nanoTime());
        Sighting seen = null;
        while (!closed) {
            var trouble = "";
            var last = seen;
            try {
                var bid = within(patience(), () -> Bid.make(store, identity, timing, last, leading));
                heard(seen, bid.seen());
                seen = bid.seen();
                if (bid.held()) {
                    renewed = bid.sent();
                    trouble = startLeading();
                } else {
                    stopLeading(seen == null ? "its Lease was deleted" : "it is " + seen.holder() + "'s");
                }
            } catch (KubernetesClientException e) {
                trouble = ApiSentence.of(e);
            } catch (TimeoutException e) {
                trouble = SILENCE;
            }
            var now = System.nanoTime();
            if (leading && now - renewed >= timing.renewDeadline().toNanos()) {
                stopLeading("its Lease could not be renewed for %d s: %s"
                        .formatted(timing.renewDeadline().toSeconds(), trouble));
            }
            vacancy.look(leading, seen, trouble, now)
                    .ifPresent(word -> LOG.log(word.grave() ? Logger.Level.WARN : Logger.Level.INFO, word.sentence()));
            TimeUnit.NANOSECONDS.sleep(pause(seen, now));
        }
    }

    /** Never longer than until a leader has to give up. */
    private Duration patience() {
        var left = timing.renewDeadline().minusNanos(System.nanoTime() - renewed);
        return leading && left.compareTo(timing.patience()) < 0 ? left : timing.patience();
    }

    /** Until the next turn: others do not all come at once, and one is there when the Lease becomes free. */
    private long pause(@Nullable Sighting seen, long now) {
        var retry = timing.retry().toNanos();
        if (leading) {
            return Math.min(retry, Math.max(1, timing.renewDeadline().toNanos() - (now - renewed)));
        }
        var free = seen == null ? 0 : seen.freeIn(identity, timing, now);
        return (free > 0 ? Math.min(retry, free) : retry)
                + ThreadLocalRandom.current().nextLong(retry / 10 + 1);
    }

    private void heard(@Nullable Sighting before, @Nullable Sighting now) {
        holder = now == null ? "" : now.holder();
        if (!holder.isEmpty()
                && !holder.equals(identity)
                && (before == null || !before.holder().equals(holder))) {
            LOG.infof("%s leads %s", holder, name);
        }
    }

    private <T> T within(Duration most, Callable<T> request) throws InterruptedException, TimeoutException {
        var running = requests.submit(request);
        try {
            return running.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KubernetesClientException failure
                    ? failure
                    : new KubernetesClientException(String.valueOf(e.getCause()), e.getCause());
        } finally {
            running.cancel(true);
        }
    }

    /** Gives the Lease to whoever comes next, if it is this process'. */
    private void release() throws InterruptedException {
        try {
            within(
                    END,
                    () -> store.read()
                            .filter(lease ->
                                    identity.equals(Sighting.spec(lease).getHolderIdentity()))
                            .flatMap(store::release));
        } catch (KubernetesClientException e) {
            notReleased(ApiSentence.of(e));
        } catch (TimeoutException e) {
            notReleased(SILENCE);
        }
    }

    private void notReleased(String why) {
        LOG.infof("the Lease %s was not released, and is free once it has run out: %s", name, why);
    }

    /**
     * What went wrong, if anything: then another replica shall try. (A fault in the work must not end the campaign:
     * this replica would look alive, and never lead again.)
     */
    private String startLeading() throws InterruptedException {
        try {
            start();
            return "";
        } catch (RuntimeException e) {
            LOG.errorf(e, "the work of %s did not start", name);
            stopLeading("the work did not start");
            release();
            return "the work did not start: " + e;
        }
    }

    private synchronized void start() {
        if (!leading && !closed) {
            leading = true;
            LOG.infof("leading %s as %s", name, identity);
            startWork.run();
        }
    }

    private synchronized void stopLeading(String why) {
        if (leading) {
            leading = false;
            LOG.infof("no longer leading %s: %s", name, why);
            try {
                stopWork.run();
            } catch (RuntimeException e) {
                LOG.errorf(e, "the work of %s did not stop as it should", name);
            }
        }
    }
}

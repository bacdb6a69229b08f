package io.portico.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One replica writes, the others wait: leader election on a Lease by fabric8's elector. It campaigns again after a
 * loss. On {@link #close} the work is stopped first and the Lease released afterwards, so that the next leader never
 * overlaps.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final String namespace;
    private final String lease;
    private final String identity;
    private final Runnable startWork;
    private final Runnable stopWork;
    private final Thread campaigner;

    private volatile boolean leading;
    private volatile long renewedNanos;
    private volatile boolean closed;
    private volatile @Nullable CompletableFuture<?> campaign;

    /**
     * Campaigns from now on.
     *
     * @param lease the Lease's name in {@code namespace}
     * @param identity this replica's name; must differ between replicas
     * @param startWork called when this replica begins to lead
     * @param stopWork called when it no longer does; must have stopped all writes when it returns
     */
    public Leadership(
            KubernetesClient client,
            String namespace,
            String lease,
            String identity,
            Runnable startWork,
            Runnable stopWork) {
        this.client = client;
        this.namespace = namespace;
        this.lease = lease;
        this.identity = identity;
        this.startWork = startWork;
        this.stopWork = stopWork;
        this.campaigner = Thread.ofVirtual().name("leadership-" + lease).start(this::campaignUntilClosed);
    }

    /**
     * Whether this replica leads now. Also when nothing told it so, it does not once its Lease has run out by its own
     * clock: a process that was stopped and goes on must not write what it was about to.
     */
    public boolean leads() {
        return leading && System.nanoTime() - renewedNanos < LEASE.toNanos();
    }

    @Override
    public void close() {
        closed = true;
        stopLeading();
        var current = campaign;
        if (current != null) {
            current.cancel(true);
        }
        campaigner.interrupt();
    }

    /** Remembers when the Lease was renewed: the moment before the request, since the answer may be late. */
    private final class TimedLock extends LeaseLock {
        TimedLock() {
            super(namespace, lease, identity);
        }

        @Override
        public synchronized void create(KubernetesClient with, LeaderElectionRecord election) {
            var now = System.nanoTime();
            super.create(with, election);
            renewedNanos = now;
        }

        @Override
        public synchronized void update(KubernetesClient with, LeaderElectionRecord election) {
            var now = System.nanoTime();
            super.update(with, election);
            renewedNanos = now;
        }
    }

    private void campaignUntilClosed() {
        while (!closed) {
            try {
                var current = elector().start();
                campaign = current;
                if (closed) {
                    current.cancel(true);
                }
                current.join();
            } catch (RuntimeException e) {
                LOG.debugf("campaign for Lease %s/%s ended: %s", namespace, lease, e);
            }
            stopLeading();
            if (!closed) {
                try {
                    Thread.sleep(RETRY);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private LeaderElector elector() {
        return client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(lease)
                        .withLock(new TimedLock())
                        .withLeaseDuration(LEASE)
                        .withRenewDeadline(RENEW_DEADLINE)
                        .withRetryPeriod(RETRY)
                        .withReleaseOnCancel()
                        .withLeaderCallbacks(new LeaderCallbacks(this::startLeading, this::stopLeading, leader -> {
                            if (!leader.equals(identity)) {
                                LOG.infof("%s leads %s/%s", leader, namespace, lease);
                            }
                        }))
                        .build())
                .build();
    }

    private synchronized void startLeading() {
        if (!leading && !closed) {
            leading = true;
            LOG.infof("leading %s/%s as %s", namespace, lease, identity);
            startWork.run();
        }
    }

    private synchronized void stopLeading() {
        if (leading) {
            leading = false;
            LOG.infof("no longer leading %s/%s", namespace, lease);
            stopWork.run();
        }
    }
}

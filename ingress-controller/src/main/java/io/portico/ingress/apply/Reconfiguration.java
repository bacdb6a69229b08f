package io.portico.ingress.apply;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.metrics.IngressMetrics;
import io.portico.ingress.model.RoutingTable;
import io.portico.ingress.model.ServerCertificate;
import io.portico.ingress.model.build.IngressClasses;
import io.portico.ingress.model.build.RoutingTables;
import io.portico.ingress.model.build.Settings;
import io.portico.ingress.model.build.StatusAddresses;
import io.portico.ingress.proxy.ProxyEngine;
import io.portico.ingress.watch.ClusterWatch;
import io.portico.ingress.watch.SecretWatches;
import io.portico.runtime.Backoff;
import io.portico.runtime.Debounce;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The loop from a change in the cluster to a new routing table. One turn:
 *
 * <ol>
 *   <li>nothing, while a kind was not yet seen whole: no table is made of half a world;
 *   <li>the Secrets that our Ingresses name are watched, the others no more; the first turn waits for them a little;
 *   <li>the world becomes a table, and the engine serves it, leader or not; hosts whose Secret is not read yet keep the
 *       certificate that they had, or wait;
 *   <li>Ingresses whose status is not what it should be are queued for the leader;
 *   <li>new problems become Events, if this replica leads;
 *   <li>the next turn is asked for at the moment when time alone changes the table, or makes a problem worth telling.
 * </ol>
 */
public final class Reconfiguration implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Reconfiguration.class);
    private static final Duration QUIET = Duration.ofMillis(10);
    private static final Duration MOST = Duration.ofMillis(200);
    private static final Duration FIRST_SECRETS = Duration.ofSeconds(5);

    private final Settings settings;
    private final ProxyEngine engine;
    private final EventRecorder events;
    private final Counter swaps;
    private final SecretWatches secrets;
    private final ClusterWatch cluster;
    private final IngressStatusWriter statuses;
    private final Debounce loop;
    private final WakeUp wakeUp;
    private final Complaints complaints = new Complaints();

    private volatile RoutingTable table = RoutingTable.EMPTY;
    private volatile boolean served;
    private volatile boolean leading;

    /**
     * Starts watching and serving.
     *
     * @param events of a leader: what it is told by one replica, no other repeats
     */
    public Reconfiguration(
            KubernetesClient client,
            InformerHealth health,
            Settings settings,
            ProxyEngine engine,
            EventRecorder events,
            Clock clock,
            MeterRegistry metrics) {
        this.settings = settings;
        this.engine = engine;
        this.events = events;
        this.swaps = IngressMetrics.CONFIG_SWAPS.counter(metrics);
        IngressMetrics.PROBLEMS.gauge(
                metrics, this, self -> self.table.problems().size());
        IngressMetrics.OUT_OF_DATE.gauge(
                metrics,
                this,
                self -> self.served(certificate -> !certificate.validAt(clock.instant()))
                        .count());
        IngressMetrics.EARLIEST_END.gauge(
                metrics,
                this,
                self -> self.served(_ -> true)
                        .mapToLong(certificate -> certificate.notAfter().getEpochSecond())
                        .min()
                        .orElse(0));
        var signal = new Signal();
        secrets = new SecretWatches(client, clock, signal);
        cluster = new ClusterWatch(client, health, secrets, clock, signal);
        statuses = new IngressStatusWriter(client, cluster::ingress, metrics);
        wakeUp = new WakeUp(signal);
        loop = new Debounce("routing-table", QUIET, MOST, Backoff.DEFAULT, this::turn);
        signal.goesTo(loop);
        var _ = Thread.ofVirtual().name("first-sync").start(() -> awaitSync(health));
    }

    /** Informers call before the loop is there: the signal is kept until then. */
    private static final class Signal implements Runnable {
        private volatile @Nullable Debounce loop;

        void goesTo(Debounce target) {
            loop = target;
            target.signal();
        }

        @Override
        public void run() {
            var target = loop;
            if (target != null) {
                target.signal();
            }
        }
    }

    private Stream<ServerCertificate> served(Predicate<ServerCertificate> which) {
        var certificates = table.certificates();
        return Stream.concat(certificates.byHost().values().stream(), certificates.fallback().stream())
                .distinct()
                .filter(which);
    }

    /** Whether the first whole table is served. */
    public boolean served() {
        return served;
    }

    /** What is served now. */
    public RoutingTable table() {
        return table;
    }

    /** This replica leads from now on: it says what is wrong, and writes statuses. */
    public void startLeading() {
        leading = true;
        loop.signal();
        statuses.startWriting();
    }

    /** It no longer does; when this returns, no status is being written. */
    public void stopLeading() {
        leading = false;
        statuses.stopWriting();
    }

    @Override
    public void close() {
        wakeUp.close();
        loop.close();
        statuses.close();
        secrets.close();
    }

    /** An empty cluster sends no event. */
    private void awaitSync(InformerHealth health) {
        try {
            health.awaitSync();
            loop.signal();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws InterruptedException {
        if (!cluster.synced()) {
            return;
        }
        secrets.watch(RoutingTables.secretsNeeded(cluster.world(), settings));
        if (!served) {
            secrets.awaitFirstRead(FIRST_SECRETS);
        }
        var world = cluster.world();
        var next = RoutingTables.build(world, settings).keepingCertificatesOf(table);
        if (!served || !next.toString().equals(table.toString())) {
            swaps.increment();
        }
        engine.serve(next);
        table = next;
        if (!served) {
            served = true;
            LOG.infof(
                    "serving %d hosts, with %d problems",
                    next.hosts().size(), next.problems().size());
        }
        statuses.want(world.ingresses(), IngressClasses.oursIn(world, settings), StatusAddresses.of(world, settings));
        report(next, world.now());
        Stream.concat(next.certificates().changesAt().stream(), complaints.next().filter(_ -> leading).stream())
                .min(Instant::compareTo)
                .ifPresentOrElse(moment -> wakeUp.at(moment, world.now()), wakeUp::cancel);
    }

    /** What was told before this replica stopped leading is not told again when it leads once more. */
    private void report(RoutingTable next, Instant now) {
        complaints.stand(next.problems(), now);
        if (leading) {
            complaints.due(now).forEach(events::report);
        }
    }
}

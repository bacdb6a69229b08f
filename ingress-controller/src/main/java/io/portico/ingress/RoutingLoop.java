package io.portico.ingress;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.apply.Complaints;
import io.portico.ingress.apply.IngressStatusWriter;
import io.portico.ingress.apply.WakeUp;
import io.portico.ingress.engine.ProxyEngine;
import io.portico.ingress.metrics.IngressMetrics;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.model.translate.Settings;
import io.portico.ingress.model.translate.Translation;
import io.portico.ingress.watch.ClusterView;
import io.portico.ingress.watch.SecretWatches;
import io.portico.runtime.Backoff;
import io.portico.runtime.Debounce;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The loop from a change in the cluster to a new routing table. One turn:
 *
 * <ol>
 *   <li>nothing, while a kind was not yet seen whole: no table is made of half a world;
 *   <li>the world is translated, and only what differs from the one before is made anew;
 *   <li>the Secrets that our Ingresses name by now are watched, others no more; the first turn waits for them a little,
 *       and translates again;
 *   <li>the engine serves the table, leader or not; hosts whose Secret is not read yet keep the certificate that they
 *       had, or wait;
 *   <li>Ingresses whose status is not what it should be are queued for the leader;
 *   <li>new problems become Events, if this replica leads;
 *   <li>the next turn is asked for at the moment when time alone changes the table, or makes a problem worth telling.
 * </ol>
 */
public final class RoutingLoop implements AutoCloseable, ClusterView.Listener {
    private static final Logger LOG = Logger.getLogger(RoutingLoop.class);
    private static final Duration QUIET = Duration.ofMillis(10);
    private static final Duration MOST = Duration.ofMillis(200);
    private static final Duration FIRST_SECRETS = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final InformerHealth health;
    private final Settings settings;
    private final ProxyEngine engine;
    private final EventRecorder events;
    private final Clock clock;
    private final Counter swaps;
    private final ClusterView cluster;
    private final SecretWatches secrets;
    private final IngressStatusWriter statuses;
    private final Debounce loop;
    private final WakeUp wakeUp;
    private final Complaints complaints = new Complaints();

    private volatile Translation translation;
    private volatile boolean served;
    private volatile boolean leading;

    /**
     * Does nothing yet.
     *
     * @param events of a leader: what it is told by one replica, no other repeats
     */
    public RoutingLoop(
            KubernetesClient client,
            InformerHealth health,
            Settings settings,
            ProxyEngine engine,
            EventRecorder events,
            Clock clock,
            MeterRegistry metrics) {
        this.client = client;
        this.health = health;
        this.settings = settings;
        this.engine = engine;
        this.events = events;
        this.clock = clock;
        this.translation = Translation.nothing(settings);
        this.swaps = IngressMetrics.CONFIG_SWAPS.counter(metrics);
        this.cluster = new ClusterView(this);
        this.secrets = new SecretWatches(client, clock, cluster);
        this.statuses = new IngressStatusWriter(client, cluster::status, metrics);
        this.loop = new Debounce("routing-table", QUIET, MOST, Backoff.DEFAULT, this::turn);
        this.wakeUp = new WakeUp(loop::signal);
        gauges(metrics);
    }

    private void gauges(MeterRegistry metrics) {
        IngressMetrics.PROBLEMS.gauge(metrics, this, self -> self.problems().size());
        IngressMetrics.OUT_OF_DATE.gauge(
                metrics,
                this,
                self -> self.served(certificate -> !certificate.validAt(self.clock.instant()))
                        .count());
        IngressMetrics.EARLIEST_END.gauge(
                metrics,
                this,
                self -> self.served(_ -> true)
                        .mapToLong(certificate -> certificate.notAfter().getEpochSecond())
                        .min()
                        .orElse(0));
    }

    /** Starts watching and serving. */
    public void start() {
        settings.defaultCertificate().ifPresent(secrets::watch);
        cluster.watch(client, health);
        var _ = Thread.ofVirtual().name("first-sync").start(this::awaitSync);
    }

    private Stream<ServerCertificate> served(Predicate<ServerCertificate> which) {
        var certificates = table().certificates();
        Set<ServerCertificate> all = new HashSet<>();
        certificates.forEach((_, certificate) -> all.add(certificate));
        certificates.fallback().ifPresent(all::add);
        return all.stream().filter(which);
    }

    /** Whether the first whole table is served. */
    public boolean served() {
        return served;
    }

    /** What is served now. */
    public RoutingTable table() {
        return translation.table();
    }

    /** What is wrong with users' objects now, sorted. */
    public List<Problem> problems() {
        return translation.allProblems();
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
    public void worldChanged() {
        loop.signal();
    }

    @Override
    public void statusChanged(NamespacedName ingress) {
        statuses.look(ingress);
    }

    @Override
    public void close() {
        wakeUp.close();
        loop.close();
        statuses.close();
        secrets.close();
    }

    /** An empty cluster sends no event. */
    private void awaitSync() {
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
        var before = translation;
        var now = clock.instant();
        var next = Translation.of(cluster.world(), now, before);
        watchSecrets(next, before);
        if (!served) {
            secrets.awaitFirstRead(FIRST_SECRETS);
            var first = next;
            next = Translation.of(cluster.world(), clock.instant(), first);
            watchSecrets(next, first);
        }
        serve(next, before);
        statuses.want(next.statuses());
        report(next, now);
        Stream.concat(next.changesAt().stream(), complaints.next().filter(_ -> leading).stream())
                .min(Instant::compareTo)
                .ifPresentOrElse(moment -> wakeUp.at(moment, now), wakeUp::cancel);
    }

    private void watchSecrets(Translation next, Translation before) {
        for (var secret : next.secretsDiffering(before)) {
            if (next.needs(secret)) {
                secrets.watch(secret);
            } else {
                secrets.unwatch(secret);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // A translation shares the table that did not change.
    private void serve(Translation next, Translation before) {
        if (!served || next.table() != before.table()) {
            swaps.increment();
            engine.serve(next.table());
        }
        translation = next;
        if (!served) {
            served = true;
            var hosts = next.table().listeners().get(settings.https());
            LOG.infof(
                    "serving %d hosts, with %d problems",
                    hosts == null ? 0 : hosts.hosts().size(), next.allProblems().size());
        }
    }

    /** What was told before this replica stopped leading is not told again when it leads once more. */
    private void report(Translation next, Instant now) {
        complaints.stand(next.problems(), now);
        if (leading) {
            complaints.due(now).forEach(events::report);
        }
    }
}

package io.portico.nodeproxy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.nodeproxy.apply.DataPlane;
import io.portico.nodeproxy.apply.DataPlane.Wanted;
import io.portico.nodeproxy.apply.RulesMetrics;
import io.portico.nodeproxy.health.NodeHealth;
import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.watch.ApiView;
import io.portico.runtime.Backoff;
import io.portico.runtime.Debounce;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** The proxy of one node: watches, computes after each change what that changes, and has it applied. */
public final class NodeProxy implements AutoCloseable, DataPlane.Progress {
    private static final Logger LOG = Logger.getLogger(NodeProxy.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

    private final NodeProxySettings settings;
    private final InformerHealth informers;
    private final DataPlane plane;
    private final NodeHealth health;
    private final RulesMetrics metrics;
    private final EventRecorder events;
    private final ApiView view;
    private final Debounce debounce;
    private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("checks").factory());
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private final AtomicLong number = new AtomicLong();
    private volatile ProxyState state = ProxyState.EMPTY;
    private volatile ListenAddresses listening = new ListenAddresses(Set.of(), Set.of());

    /** Waits for {@link #start}. */
    public NodeProxy(
            NodeProxySettings settings,
            InformerHealth informers,
            DataPlane plane,
            NodeHealth health,
            RulesMetrics metrics,
            EventRecorder events) {
        this.settings = settings;
        this.informers = informers;
        this.plane = plane;
        this.health = health;
        this.metrics = metrics;
        this.events = events;
        this.debounce = new Debounce("rules", settings.quiet(), settings.most(), BACKOFF, this::sync);
        this.view = new ApiView(settings.node(), this::changed);
    }

    /** Starts to watch; the rules follow once Services and EndpointSlices have been seen whole. */
    public void start(KubernetesClient client) {
        plane.start(this);
        view.watch(client, informers);
        // Also with no Service in the whole cluster there are rules to make: none of a former life may stay.
        debounce.signal();
        var nanos = settings.checkEvery().toNanos();
        var _ = checks.scheduleWithFixedDelay(this::check, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** What is forwarded, or is about to be. */
    public ProxyState state() {
        return state;
    }

    /** What becomes of a connection here. */
    public Explanation explain(Question question) throws SocketException, InterruptedException {
        return plane.explain(question, view.world(), state, listening);
    }

    /** Ends the work; what the kernel forwards it goes on to forward. */
    @Override
    public void close() {
        checks.shutdownNow();
        debounce.close();
        plane.close();
    }

    private void changed() {
        metrics.queued();
        health.waiting();
        stale.set(true);
        debounce.signal();
    }

    @Override
    public void applied(Family family, Wanted wanted, List<Instant> changes) {
        health.applied(family);
        metrics.programmed(family, changes);
    }

    @Override
    public void failing(Family family) {
        health.waiting(family);
    }

    @Override
    public void done(Wanted wanted) {
        health.answer(wanted.world(), wanted.addresses());
        metrics.localGaps(wanted.state().localGaps());
        if (!begun.getAndSet(true)) {
            sayWhatIsForwarded(wanted.state());
        }
    }

    private void sayWhatIsForwarded(ProxyState forwarded) {
        try {
            var failure = plane.failure();
            LOG.infof(
                    "node %s forwards %d Services with %d endpoints; %s, kernel %s%s",
                    settings.node(),
                    forwarded.services().size(),
                    forwarded.ports().stream()
                            .mapToInt(port -> port.endpoints().size())
                            .sum(),
                    plane.description(),
                    System.getProperty("os.version"),
                    failure.isEmpty() ? "" : "; but " + failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void problem(Problem problem) {
        events.report(problem);
    }

    private void check() {
        plane.check();
        debounce.signal();
    }

    private void sync() throws SocketException, InterruptedException {
        informers.awaitSync();
        var node = view.world().node();
        health.seen(node);
        var addresses = ListenAddresses.of(settings.nodePortAddresses(), node.primary());
        var obstacles = plane.obstacles();
        if (!stale.getAndSet(false) && addresses.equals(listening) && obstacles.equals(state.obstacles())) {
            return;
        }
        listening = addresses;
        var changes = view.takeTriggers();
        var before = state;
        var world = view.world();
        var wanted = ProxyState.of(world, before, obstacles);
        state = wanted;
        wanted.problemsSince(before).forEach(events::report);
        plane.sync(new Wanted(number.incrementAndGet(), world, wanted, addresses, changes));
    }
}

package io.portico.nodeproxy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.nodeproxy.apply.DataPlane;
import io.portico.nodeproxy.apply.RulesMetrics;
import io.portico.nodeproxy.health.NodeHealth;
import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.NodePortAddresses;
import io.portico.nodeproxy.model.Protocol;
import io.portico.nodeproxy.model.ProxyState;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.nft.NftException;
import io.portico.nodeproxy.watch.ApiView;
import io.portico.runtime.Backoff;
import io.portico.runtime.Debounce;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The proxy of one node: watches, computes after each change what that changes, and has it applied. */
public final class NodeProxy implements AutoCloseable {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

    private final Settings settings;
    private final InformerHealth informers;
    private final DataPlane plane;
    private final NodeHealth health;
    private final RulesMetrics metrics;
    private final EventRecorder events;
    private final ApiView view;
    private final Debounce debounce;
    private final List<Instant> unprogrammed = new ArrayList<>();
    private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("checks").factory());
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private final AtomicBoolean checkDue = new AtomicBoolean();
    private volatile ProxyState state = ProxyState.EMPTY;
    private volatile ListenAddresses listening = new ListenAddresses(Set.of(), Set.of());

    /**
     * How it works.
     *
     * @param node the Node that it runs on
     * @param quiet after a change, how long to wait for the next
     * @param most how long changes that keep coming may put off the rules
     * @param checkEvery how often to look whether somebody else flushed the rules, or this host has other addresses
     * @param nodePortAddresses which of this host's addresses are listened at
     */
    public record Settings(
            String node, Duration quiet, Duration most, Duration checkEvery, NodePortAddresses nodePortAddresses) {}

    /** Waits for {@link #start}. */
    public NodeProxy(
            Settings settings,
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
    public Explanation explain(Question question) throws SocketException {
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

    private void check() {
        checkDue.set(true);
        debounce.signal();
    }

    private void sync() throws NftException, SocketException, InterruptedException {
        informers.awaitSync();
        var lost = checkDue.getAndSet(false) && plane.areLost();
        var node = view.world().node();
        health.seen(node);
        var addresses = ListenAddresses.of(settings.nodePortAddresses(), node.primary());
        var obstacles = plane.obstacles();
        if (!stale.getAndSet(false) && !lost && addresses.equals(listening) && obstacles.equals(state.obstacles())) {
            return;
        }
        listening = addresses;
        var done = false;
        try {
            makeRules(obstacles);
            done = true;
        } finally {
            if (!done) {
                stale.set(true);
                health.waiting();
            }
        }
    }

    private void makeRules(Map<Protocol, String> obstacles) throws NftException, InterruptedException {
        unprogrammed.addAll(view.takeTriggers());
        var before = state;
        var world = view.world();
        var wanted = ProxyState.of(world, before, obstacles);
        state = wanted;
        wanted.problemsSince(before).forEach(events::report);
        plane.apply(world, wanted, listening);
        health.applied(world, listening);
        metrics.localGaps(wanted.localGaps());
        metrics.programmed(unprogrammed);
        unprogrammed.clear();
    }
}

package io.portico.nodeproxy.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.portico.nodeproxy.apply.DataPlane;
import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.listen.Listeners;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.model.state.RelayPlan;
import io.portico.nodeproxy.model.state.RelayPlan.NodePort;
import io.portico.nodeproxy.model.state.RelayPlan.Target;
import io.portico.runtime.Backoff;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this program listening at the node ports of the last {@link RelayPlan}, and no others. Connections go on when
 * the endpoints change, and when their port is closed.
 */
public final class Relay implements DataPlane {
    /** What node ports by sockets cannot do, for whoever runs a node so. */
    public static final String LIMITS =
            "relay mode serves node ports alone, by sockets: no ClusterIP, no external or load balancer address, no SCTP;"
                    + " endpoints see this node's address instead of the client's";

    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration DRAIN_POLL = Duration.ofMillis(20);
    /** How many clients one port with session affinity remembers. */
    private static final int MOST_REMEMBERED = 1 << 16;

    private final String node;
    private final RelaySettings settings;
    private final Consumer<Problem> problems;
    private final RelayMetrics metrics;
    private final Candidates candidates;
    private final TcpRelay tcp;
    private final UdpRelay udp;
    private final Listeners<RelaySocket> listeners;
    private volatile Map<NodePort, Target> targets = Map.of();
    private volatile boolean applied;
    private volatile @Nullable Progress progress;

    /** {@code problems} hears of each port that cannot be bound, on an event loop; {@code node} is this node's name. */
    public Relay(Vertx vertx, MeterRegistry registry, RelaySettings settings, String node, Consumer<Problem> problems) {
        this.node = node;
        this.settings = settings;
        this.problems = problems;
        this.metrics = new RelayMetrics(registry);
        this.candidates = new Candidates(
                () -> new Affinity(System::nanoTime, MOST_REMEMBERED, metrics.affinityForgotten::increment),
                ThreadLocalRandom::current);
        var eventLoops = eventLoops(vertx);
        this.tcp = new TcpRelay(eventLoops, settings, candidates, metrics, this::target);
        this.udp = new UdpRelay(eventLoops, settings, candidates, metrics, this::target);
        this.listeners = new Listeners<>(vertx, BACKOFF, this::open, this::report);
    }

    @Override
    public void start(Progress told) {
        progress = told;
    }

    @Override
    public void sync(Wanted wanted) {
        sync(RelayPlan.of(wanted.world(), wanted.state()), wanted.addresses());
        var told = progress;
        if (told != null) {
            for (var family : Family.values()) {
                told.applied(family, wanted, wanted.changes());
            }
            told.done(wanted);
        }
    }

    /** Sockets are this program's own. */
    @Override
    public void check() {}

    @Override
    public Map<Protocol, String> obstacles() {
        return Map.of(
                Protocol.SCTP,
                "relay mode carries TCP and UDP; write one of these, or set mode nftables for that node");
    }

    /** A port that cannot be bound is its Service's trouble, and the others go on. */
    @Override
    public String failure() {
        return applied ? "" : "no node port was looked at yet";
    }

    /** Relays that from now on, at each of those addresses. */
    void sync(RelayPlan plan, ListenAddresses addresses) {
        applied = true;
        targets = plan.targets();
        candidates.keep(plan.targets().keySet());
        listeners.sync(plan.targets().keySet().stream()
                .flatMap(port -> addresses.nodePorts().stream()
                        .filter(address -> address.family() == port.family())
                        .map(address -> new RelaySocket(port, address)))
                .collect(Collectors.toSet()));
    }

    @Override
    public Explanation explain(Question question, World world, ProxyState state, ListenAddresses addresses) {
        return Explanation.bySockets(question, world, state, addresses.nodePorts(), notBound(question));
    }

    private String notBound(Question question) {
        var socket = new RelaySocket(
                new NodePort(question.address().family(), question.protocol(), question.port()), question.address());
        return listeners.isOpen(socket) ? "" : listeners.failures().getOrDefault(socket, "it is about to be");
    }

    @Override
    public String description() {
        return "mode relay";
    }

    /** What it cannot do, and which ports are not bound. */
    @Override
    public String notes() {
        var failures = new TreeMap<String, String>();
        listeners.failures().forEach((socket, why) -> failures.put(socket.toString(), why));
        return "note: " + LIMITS + "\n"
                + failures.entrySet().stream()
                        .map(failure -> "not bound: " + failure.getKey() + ": " + failure.getValue() + "\n")
                        .collect(Collectors.joining());
    }

    /** Accepts nobody any more, lets connections end, and resets those that take too long. */
    @Override
    public void close() {
        try {
            listeners.closeAll().toCompletionStage().toCompletableFuture().get(CLOSING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("some node ports were not closed: %s", e);
        }
        var deadline = System.nanoTime() + settings.drain().toNanos();
        try {
            while (tcp.connections() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(DRAIN_POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (tcp.connections() > 0) {
            LOG.warnf("%d connections were cut off: they still ran after %s", tcp.connections(), settings.drain());
            tcp.cut();
        }
    }

    /** Vert.x 5 has it no longer in its interface, but has it still. */
    @SuppressWarnings("deprecation")
    private static EventLoopGroup eventLoops(Vertx vertx) {
        return vertx.nettyEventLoopGroup();
    }

    private @Nullable Target target(RelaySocket socket) {
        return targets.get(socket.port());
    }

    private Future<Listeners.Opened> open(RelaySocket socket) {
        return future(
                        switch (socket.port().protocol()) {
                            case TCP -> tcp.listen(socket);
                            case UDP -> udp.listen(socket);
                            case SCTP -> throw new IllegalArgumentException("see obstacles: " + socket);
                        })
                .map(channel -> () -> future(channel.channel().close()).mapEmpty());
    }

    private static Future<ChannelFuture> future(ChannelFuture future) {
        var promise = Promise.<ChannelFuture>promise();
        var _ = future.addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                promise.complete(done);
            } else {
                promise.fail(done.cause());
            }
        });
        return promise.future();
    }

    private void report(RelaySocket socket, String why) {
        metrics.bindFailures.increment();
        var target = targets.get(socket.port());
        if (target != null) {
            problems.accept(new Problem(
                    target.service(),
                    "FailedToBindNodePort",
                    "node port " + socket.port().number() + " cannot be bound at " + socket + " on node " + node
                            + ", trying again: " + why + "; free it there, or write another nodePort in spec.ports"));
        }
    }
}

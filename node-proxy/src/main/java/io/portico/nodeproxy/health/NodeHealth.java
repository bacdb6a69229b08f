package io.portico.nodeproxy.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.nodeproxy.model.objects.ServiceView;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.HealthCheck;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import io.vertx.core.Vertx;
import java.net.SocketException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** All that load balancers can ask this node: {@link NodeHealthServer} and {@link HealthCheckServers} as one. */
public final class NodeHealth implements AutoCloseable {
    private final HealthSettings settings;
    private final Freshness freshness;
    private final NodeHealthServer nodeServer;
    private final HealthCheckServers checkServers;
    private volatile boolean nodeEligible = true;
    private PersistentMap<NamespacedName, ServiceView> followed = PersistentMap.empty();
    private final Set<NamespacedName> asking = new HashSet<>();

    /** As {@link NodeHealthServer} and {@link HealthCheckServers} take them. */
    public NodeHealth(
            Vertx vertx, MeterRegistry registry, HealthSettings settings, String node, Consumer<Problem> problems) {
        this.settings = settings;
        this.freshness = new Freshness(Clock.systemUTC(), settings.patience());
        this.nodeServer = new NodeHealthServer(vertx, registry, freshness, () -> nodeEligible);
        this.checkServers = new HealthCheckServers(vertx, registry, freshness, node, problems);
    }

    /** Answers about the node from now on. */
    public void start() throws SocketException {
        if (settings.port() != 0) {
            var host = settings.host().isEmpty() ? ListenAddresses.any().text() : settings.host();
            nodeServer.listen(new NodeHealthServer.BindAddress(host, settings.port()));
        }
    }

    /** The Node object is so now. */
    public void seen(NodeFacts node) {
        nodeEligible = node.eligible();
    }

    /** Something changed that is not applied yet. */
    public void waiting() {
        freshness.waiting();
    }

    /** Something of that family is not applied, although it was tried. */
    public void waiting(Family family) {
        freshness.waiting(family);
    }

    /** In that family, what was wanted is applied. */
    public void applied(Family family) {
        freshness.applied(family);
    }

    /** Whoever asks is told what the world says from now on. */
    public void answer(World world, ListenAddresses addresses) {
        checkServers.sync(HealthCheck.of(world, asking(world)), addresses);
    }

    /** The Services that ask for a check: few of many, so they are followed from world to world. */
    private Set<NamespacedName> asking(World world) {
        for (var name : world.services().differences(followed)) {
            if (HealthCheck.isAsked(world, name)) {
                asking.add(name);
            } else {
                asking.remove(name);
            }
        }
        followed = world.services();
        return asking;
    }

    /** For {@code /state}. */
    @Override
    public String toString() {
        return nodeServer.failure() + checkServers;
    }

    @Override
    public void close() {
        nodeServer.close();
        checkServers.close();
    }
}

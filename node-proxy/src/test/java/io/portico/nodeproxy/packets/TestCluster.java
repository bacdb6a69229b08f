package io.portico.nodeproxy.packets;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.apply.Conntrack;
import io.portico.nodeproxy.apply.NodeRules;
import io.portico.nodeproxy.apply.RulesMetrics;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.nft.process.NftCommand;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.EchoProcess;
import io.portico.testkit.NetworkNamespace;
import io.portico.testkit.Requires;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Two nodes with this proxy's rules, a client, and pods that answer their names on 8080/tcp and 5353/udp: a1 and a2 on
 * node-a, b1 on node-b.
 */
public final class TestCluster implements Packets, AutoCloseable {
    private final ClusterNetwork network = ClusterNetwork.create("node-a", "node-b");
    private final Map<String, EchoProcess> processes = new ConcurrentHashMap<>();
    private final Map<String, ProxyState> states = new ConcurrentHashMap<>();
    private final Map<String, NodeRules> rules = new ConcurrentHashMap<>();
    private volatile RuleSettings settings = RuleSettings.DEFAULT;

    private static final class Shared {
        private static final TestCluster INSTANCE = new TestCluster();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(INSTANCE::close, "stop-test-cluster"));
        }
    }

    /** The one of this JVM, with nothing forwarded. Its network's names are taken, so there is no other. */
    public static TestCluster empty() {
        Shared.INSTANCE.settings = RuleSettings.DEFAULT;
        Places.NODES.forEach(Shared.INSTANCE::withoutRules);
        return Shared.INSTANCE;
    }

    private TestCluster() {
        for (var node : Places.NODES) {
            // By default the kernel sends one host six "port unreachable" and then one a second; TCP resets know no
            // limit.
            var _ = onNode(node, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0");
            // The kernel need not remember the thousands of clients that asked once.
            var _ = namespace(node).attempt("sysctl", "-qw", "net.netfilter.nf_conntrack_udp_timeout=5");
        }
        var starting = new ArrayList<CompletableFuture<Void>>();
        for (var place : Places.all()) {
            var namespace = place.isNode() ? namespace(place.name()) : place.isPod() ? pod(place) : network.client();
            starting.add(CompletableFuture.runAsync(() -> processes.put(
                    place.name(),
                    EchoProcess.start(
                            namespace,
                            place.name(),
                            place.served().stream()
                                    .filter(served -> !served.endsWith("/sctp") || Requires.Need.SCTP.isThere())
                                    .toArray(String[]::new)))));
        }
        starting.forEach(CompletableFuture::join);
    }

    private NetworkNamespace pod(Places.Place place) {
        var host = Integer.parseInt(place.address().substring(place.address().lastIndexOf('.') + 1));
        return network.addPod(place.name(), place.node(), host).namespace();
    }

    /** A node without rules, and a proxy there that has not made any. */
    public void withoutRules(String node) {
        var _ = onNode(node, "nft", "flush", "ruleset");
        var _ = namespace(node).attempt("conntrack", "-F");
        restartProxy(node);
    }

    /** A proxy that knows nothing of what the one before it did. */
    public void restartProxy(String node) {
        var commands = new CommandRunner(namespace(node).command(), Duration.ofSeconds(20));
        var metrics = new RulesMetrics(new SimpleMeterRegistry(), Clock.systemUTC());
        rules.put(node, new NodeRules(new NftCommand(commands), new Conntrack(commands), settings, metrics));
        states.put(node, ProxyState.EMPTY);
    }

    /** Has both nodes forward what the world asks for. */
    @Override
    public void apply(Worlds.Builder world) {
        Places.NODES.stream().map(node -> Map.entry(node, seenFrom(node, world))).toList().stream()
                .map(seen -> CompletableFuture.runAsync(() -> apply(seen.getKey(), seen.getValue())))
                .toList()
                .forEach(CompletableFuture::join);
    }

    @Override
    public void settings(RuleSettings wanted) {
        if (!wanted.equals(settings)) {
            settings = wanted;
            Places.NODES.forEach(this::restartProxy);
        }
    }

    @Override
    public void clear() {
        // Else the proxy would look for the flows that were, and forget them one by one.
        Places.NODES.forEach(node -> namespace(node).attempt("conntrack", "-F"));
        Packets.super.clear();
    }

    /** As {@link #apply(Worlds.Builder)}, on that node only. */
    public void apply(String node, Worlds.Builder world) {
        apply(node, seenFrom(node, world));
    }

    private World seenFrom(String node, Worlds.Builder world) {
        return world.withIfAbsent(Places.nodeObject(node)).on(node);
    }

    private void apply(String node, World world) {
        try {
            var state = ProxyState.of(world, Objects.requireNonNull(states.get(node), node));
            Objects.requireNonNull(rules.get(node), node).apply(state);
            states.put(node, state);
        } catch (NftException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the proxy does every few seconds. */
    public boolean rulesAreLost(String node) {
        try {
            return Objects.requireNonNull(rules.get(node), node).wereFlushed();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks from the pod, node or client of that name; see {@link io.portico.testkit.Echo} for the questions. */
    public String ask(String from, String question) {
        return askBeside(from, question).join();
    }

    /** As {@link #ask}, beside other questions. */
    public CompletableFuture<String> askBeside(String from, String question) {
        return Objects.requireNonNull(processes.get(from), from).askBeside(question);
    }

    @Override
    public Map<Probe, Set<Answer>> answers(Collection<Probe> probes, int times, Duration patience) {
        var answers = new LinkedHashMap<Probe, Set<Answer>>();
        for (var round : List.of(1, times - 1)) {
            var asked = new ArrayList<Map.Entry<Probe, CompletableFuture<Answer>>>();
            for (var probe : probes) {
                for (var i = 0; i < round; i++) {
                    asked.add(Map.entry(probe, askBeside(probe, patience)));
                }
            }
            asked.forEach(entry -> answers.computeIfAbsent(entry.getKey(), _ -> new HashSet<>())
                    .add(entry.getValue().join()));
        }
        return answers;
    }

    /** The answer to come. */
    public CompletableFuture<Answer> askBeside(Probe probe, Duration patience) {
        return askBeside(probe.from(), "within " + patience.toMillis() + " " + probe.question())
                .thenApply(Answer::read);
    }

    /** Runs a command on that node. */
    public String onNode(String node, String... command) {
        return namespace(node).run(command);
    }

    /** Where a node's processes run. */
    public NetworkNamespace namespace(String node) {
        return network.node(node).namespace();
    }

    @Override
    public void close() {
        processes.values().forEach(EchoProcess::close);
        network.close();
    }
}

package io.portico.nodeproxy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.apply.Conntrack;
import io.portico.nodeproxy.apply.NodeRules;
import io.portico.nodeproxy.apply.RulesMetrics;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.model.ProxyState;
import io.portico.nodeproxy.nft.NftCommand;
import io.portico.nodeproxy.nft.NftException;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.EchoProcess;
import io.portico.testkit.NetworkNamespace;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two nodes with this proxy's rules, a client, and pods that answer their names on 8080/tcp and 5353/udp: a1 and a2 on
 * node-a, b1 on node-b.
 */
final class TestCluster implements AutoCloseable {
    static final String NODE_A = "172.31.0.11";
    static final String NODE_B = "172.31.0.12";
    static final String NODE_A6 = "fd31::b";
    static final String NODE_B6 = "fd31::c";

    private final ClusterNetwork network = ClusterNetwork.create("node-a", "node-b");
    private final Map<String, EchoProcess> processes = new HashMap<>();
    private final Map<String, ProxyState> states = new HashMap<>();
    private final Map<String, NodeRules> rules = new HashMap<>();

    TestCluster() {
        var starting = new ArrayList<Thread>();
        starting.add(start("client", network.client()));
        for (var pod : List.of("a1", "a2", "b1")) {
            var node = pod.startsWith("a") ? "node-a" : "node-b";
            var namespace = network.addPod(pod, node, pod.charAt(1) - '0' + 1).namespace();
            starting.add(start(pod, namespace, "8080/tcp", "8081/tcp", "5353/udp"));
        }
        for (var node : List.of("node-a", "node-b")) {
            // By default the kernel sends one host six "port unreachable" and then one a second; TCP resets know no
            // limit.
            var _ = onNode(node, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0");
            starting.add(start(node, network.node(node).namespace(), "9090/tcp"));
            restartProxy(node);
        }
        starting.forEach(TestCluster::join);
    }

    /** A proxy that knows nothing of what the one before it did. */
    void restartProxy(String node) {
        var commands = new CommandRunner(network.node(node).namespace().command(), Duration.ofSeconds(20));
        var metrics = new RulesMetrics(new SimpleMeterRegistry(), Clock.systemUTC());
        rules.put(node, new NodeRules(new NftCommand(commands), new Conntrack(commands), 0x4000, metrics));
        states.put(node, ProxyState.EMPTY);
    }

    /** Has both nodes forward what the world asks for. */
    void apply(Worlds.Builder world) {
        List.of("node-a", "node-b").forEach(node -> apply(node, world));
    }

    void apply(String node, Worlds.Builder world) {
        try {
            var at = network.node(node);
            var state = ProxyState.of(
                    world.with(Worlds.node(node, at.podCidr(), at.podCidr6())).on(node), states.get(node));
            rules.get(node).apply(state);
            states.put(node, state);
        } catch (NftException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the proxy does every few seconds. */
    boolean rulesAreLost(String node) {
        try {
            return rules.get(node).areLost();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks from the pod, node or client of that name; see {@link io.portico.testkit.Echo} for the questions. */
    String ask(String from, String question) {
        return processes.get(from).ask(question);
    }

    List<String> askTimes(int times, String from, String question) {
        var answers = new ArrayList<String>();
        for (var i = 0; i < times; i++) {
            answers.add(ask(from, question));
        }
        return answers;
    }

    String onNode(String node, String... command) {
        return network.node(node).namespace().run(command);
    }

    @Override
    public void close() {
        processes.values().forEach(EchoProcess::close);
        network.close();
    }

    private Thread start(String name, NetworkNamespace namespace, String... ports) {
        return Thread.startVirtualThread(() -> {
            var process = EchoProcess.start(namespace, name, ports);
            synchronized (processes) {
                processes.put(name, process);
            }
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.portico.nodeproxy.relay;

import io.portico.nodeproxy.model.state.RelayPlan.NodePort;
import io.portico.nodeproxy.model.state.RelayPlan.Target;
import io.portico.runtime.net.Endpoint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** In which order the endpoints of one port are tried for a client. */
final class Candidates {
    /** A client that waits for this many endpoints in vain is better off knowing. */
    static final int MOST = 3;

    private final ConcurrentHashMap<NodePort, Affinity> affinities = new ConcurrentHashMap<>();
    private final Supplier<Affinity> affinity;
    private final Supplier<RandomGenerator> random;

    /** {@code affinity} makes the memory of one port. */
    Candidates(Supplier<Affinity> affinity, Supplier<RandomGenerator> random) {
        this.affinity = affinity;
        this.random = random;
    }

    /** First the one that the client had, where that matters and it is still there; then any, each once. */
    List<Endpoint> of(NodePort port, Target target, InetAddress client) {
        var all = target.endpoints();
        var order = new ArrayList<Endpoint>();
        if (target.affinitySeconds() > 0) {
            memory(port)
                    .of(client, Duration.ofSeconds(target.affinitySeconds()))
                    .filter(all::contains)
                    .ifPresent(order::add);
        }
        var first = random.get().nextInt(all.size());
        for (var i = 0; i < all.size() && order.size() < MOST; i++) {
            var endpoint = all.get((first + i) % all.size());
            if (!order.contains(endpoint)) {
                order.add(endpoint);
            }
        }
        return order;
    }

    /** That endpoint took the client. */
    void took(NodePort port, Target target, InetAddress client, Endpoint endpoint) {
        if (target.affinitySeconds() > 0) {
            memory(port).remember(client, endpoint);
        }
    }

    /** Only those ports are still of interest. */
    void keep(Set<NodePort> ports) {
        affinities.keySet().retainAll(ports);
    }

    private Affinity memory(NodePort port) {
        return affinities.computeIfAbsent(port, _ -> affinity.get());
    }
}

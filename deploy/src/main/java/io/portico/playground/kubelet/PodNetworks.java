package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.NetworkNamespace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which pod has which network; hands out addresses. */
final class PodNetworks {
    private static final int FIRST = 2;
    private static final int LAST = 254;

    private final ClusterNetwork network;
    private final Map<String, PodNetwork> byPod = new HashMap<>();
    private final Map<String, Integer> lastHost = new HashMap<>();
    private boolean closed;

    /** A pod's place in the network. */
    record PodNetwork(NetworkNamespace namespace, ClusterNetwork.Node node, List<String> addresses, boolean own) {}

    PodNetworks(ClusterNetwork network) {
        this.network = network;
    }

    /** Makes the pod's network, or shares its node's. */
    synchronized PodNetwork add(Pod pod) {
        var name = pod.getMetadata().getName();
        var node = network.node(pod.getSpec().getNodeName());
        PodNetwork made;
        if (Objects.equals(pod.getSpec().getHostNetwork(), true)) {
            made = new PodNetwork(node.namespace(), node, List.of(node.address(), node.address6()), false);
        } else {
            var own = network.addPod(name, node.name(), freeHost(node));
            made = new PodNetwork(own.namespace(), node, List.of(own.address(), own.address6()), true);
        }
        byPod.put(name, made);
        return made;
    }

    synchronized void remove(Pod pod) {
        var name = pod.getMetadata().getName();
        var gone = byPod.remove(name);
        if (gone != null && gone.own && !closed) {
            network.removePod(name);
        }
    }

    /** Leaves what there is to whoever closes the network. */
    synchronized void close() {
        closed = true;
    }

    synchronized Optional<NetworkNamespace> of(String pod) {
        return Optional.ofNullable(byPod.get(pod)).map(PodNetwork::namespace);
    }

    /** Round and round, so that an address is not given out again at once. */
    private int freeHost(ClusterNetwork.Node node) {
        var host = lastHost.getOrDefault(node.name(), FIRST - 1);
        for (var tries = 0; tries <= LAST - FIRST; tries++) {
            host = host == LAST ? FIRST : host + 1;
            var address = node.podCidr().replaceFirst("0/24$", String.valueOf(host));
            if (byPod.values().stream().noneMatch(pod -> pod.addresses.contains(address))) {
                lastHost.put(node.name(), host);
                return host;
            }
        }
        throw new IllegalStateException("no free address on " + node.name());
    }
}

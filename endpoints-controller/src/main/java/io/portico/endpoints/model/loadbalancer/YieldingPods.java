package io.portico.endpoints.model.loadbalancer;

import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Pods that declare a port which is a Service's: they came later, or have never run. Each is told in one sentence. */
final class YieldingPods {
    private final NamespacedName service;
    private final Map<String, List<Collision>> pods = new TreeMap<>();

    private record Collision(HostPorts pod, TransportPort port, Candidates.NodeAddress address) {}

    /** @param service that has the ports */
    YieldingPods(NamespacedName service) {
        this.service = service;
    }

    void add(HostPorts pod, TransportPort port, Candidates.NodeAddress address) {
        pods.computeIfAbsent(pod.pod(), _ -> new ArrayList<>()).add(new Collision(pod, port, address));
    }

    /** One for each pod. */
    List<Problem> problems() {
        return pods.values().stream().map(this::problem).toList();
    }

    private Problem problem(List<Collision> collisions) {
        return new Problem(
                collisions.getFirst().pod.reference(),
                "HostPortConflict",
                "LoadBalancer Service %s had %s before this pod ran there, and keeps it: connections to it do not reach this pod; write another hostPort (with hostNetwork, another containerPort), or another port in the Service"
                        .formatted(
                                service,
                                collisions.stream()
                                        .map(collision -> "port %s of %s".formatted(collision.port, collision.address))
                                        .distinct()
                                        .collect(Collectors.joining(", "))));
    }
}

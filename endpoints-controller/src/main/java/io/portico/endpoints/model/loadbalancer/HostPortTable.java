package io.portico.endpoints.model.loadbalancer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the pod that holds a port of a node's address. */
final class HostPortTable {
    private final Map<TransportPort, List<Holder>> holders = new HashMap<>();

    /** @param ip empty for all addresses of the node */
    private record Holder(String pod, String node, Optional<Ip> ip) {}

    HostPortTable(Collection<HostPorts> pods) {
        pods.stream()
                .sorted(Comparator.comparing(HostPorts::pod))
                .forEach(pod -> pod.ports()
                        .forEach(port -> holders.computeIfAbsent(port.port(), _ -> new ArrayList<>())
                                .add(new Holder(
                                        pod.pod(),
                                        pod.node(),
                                        Ip.parse(port.hostIp())
                                                .filter(ip -> !ip.value().isAnyLocalAddress())))));
    }

    /** Whether any pod holds that port anywhere. */
    boolean holds(TransportPort port) {
        return holders.containsKey(port);
    }

    /** The pod that holds it there, as {@code namespace/name}. */
    Optional<String> holder(TransportPort port, Candidates.Address address) {
        return holders.getOrDefault(port, List.of()).stream()
                .filter(holder -> holder.node.equals(address.node())
                        && (holder.ip.isEmpty() || holder.ip.get().equals(address.ip())))
                .map(Holder::pod)
                .findFirst();
    }
}

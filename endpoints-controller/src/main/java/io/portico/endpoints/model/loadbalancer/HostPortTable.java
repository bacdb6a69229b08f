package io.portico.endpoints.model.loadbalancer;

import io.portico.runtime.net.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the pods that claim a port of a node's address, and the one among them that holds it. A pod that has never run
 * holds nothing: it may never run, and anybody can make one. But one of a controller whose pods hold that port
 * elsewhere, as a DaemonSet's on its way to a new node, has it at once: that controller is there already.
 */
final class HostPortTable {
    private final Map<TransportPort, List<Claimant>> claimants = new HashMap<>();
    private final Set<Held> held = new HashSet<>();

    /** @param ip empty for all addresses of the node */
    private record Claimant(HostPorts pod, HostPorts.HostPort port, Optional<Address> ip) {}

    private record Held(String controller, TransportPort port) {}

    HostPortTable(Collection<HostPorts> pods) {
        pods.stream()
                .sorted(Comparator.comparing(HostPorts::pod))
                .forEach(pod -> pod.ports().forEach(port -> {
                    claimants
                            .computeIfAbsent(port.port(), _ -> new ArrayList<>())
                            .add(new Claimant(
                                    pod,
                                    port,
                                    Address.parseSloppy(port.hostIp()).filter(ip -> !ip.isUnspecified())));
                    if (port.hasRun() && !pod.controller().isEmpty()) {
                        held.add(new Held(pod.controller(), port.port()));
                    }
                }));
    }

    /** Whether any pod claims that port anywhere. */
    boolean holds(TransportPort port) {
        return claimants.containsKey(port);
    }

    /**
     * The pod that holds it there.
     *
     * @param until no pod that was created after that time; empty for any
     */
    Optional<HostPorts> holder(TransportPort port, Candidates.NodeAddress address, String until) {
        return at(port, address)
                .filter(claimant -> until.isEmpty() || claimant.pod.created().compareTo(until) <= 0)
                .filter(claimant -> claimant.port.hasRun() || held.contains(new Held(claimant.pod.controller(), port)))
                .map(Claimant::pod)
                .findFirst();
    }

    /** All pods that claim it there, whether they have run or not. */
    Stream<HostPorts> claimants(TransportPort port, Candidates.NodeAddress address) {
        return at(port, address).map(Claimant::pod);
    }

    private Stream<Claimant> at(TransportPort port, Candidates.NodeAddress address) {
        return claimants.getOrDefault(port, List.of()).stream()
                .filter(claimant -> claimant.pod.node().equals(address.node())
                        && (claimant.ip.isEmpty() || claimant.ip.get().equals(address.ip())));
    }
}

package io.portico.nodeproxy.model.state;

import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.objects.ServiceFacts;
import io.portico.nodeproxy.model.objects.ServiceView;
import io.portico.nodeproxy.model.objects.World;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.NamespacedName;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The node ports that a host without nftables relays.
 *
 * @param targets who answers at each; ports without endpoints are not in it, since nothing listens there
 */
public record RelayPlan(SortedMap<NodePort, Target> targets) {
    /** Nothing is relayed. */
    public static final RelayPlan EMPTY = new RelayPlan(new TreeMap<>());

    /**
     * Where clients ask.
     *
     * @param number 1 to 65535
     */
    public record NodePort(Family family, Protocol protocol, int number) implements Comparable<NodePort> {
        private static final Comparator<NodePort> ORDER = Comparator.comparingInt(NodePort::number)
                .thenComparing(NodePort::protocol)
                .thenComparing(NodePort::family);

        @Override
        public int compareTo(NodePort other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return number + "/" + protocol.token() + " " + family.value();
        }
    }

    /**
     * Who answers them.
     *
     * @param service whose port it is
     * @param affinitySeconds as {@link ServicePort} has it
     * @param endpoints who gets new clients; never empty
     * @param serving who may keep the clients it has
     */
    public record Target(ObjectRef service, int affinitySeconds, List<Endpoint> endpoints, Set<Endpoint> serving) {
        /** Copies the collections. */
        public Target {
            endpoints = List.copyOf(endpoints);
            serving = Set.copyOf(serving);
        }
    }

    /** Copies the map. */
    public RelayPlan {
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
    }

    /**
     * What that state asks for. With {@code externalTrafficPolicy: Local} only the endpoints of this node answer,
     * whoever asks: where none is here the port is closed, so that a load balancer's probe or a client goes elsewhere
     * at once.
     */
    public static RelayPlan of(World world, ProxyState state) {
        var targets = new TreeMap<NodePort, Target>();
        for (var port : state.ports()) {
            var endpoints = port.isLocal(LocalPolicy.EXTERNAL) ? port.endpointsHere() : port.endpoints();
            if (port.nodePort() == 0 || endpoints.isEmpty()) {
                continue;
            }
            var key = port.key();
            targets.put(
                    new NodePort(key.family(), key.protocol(), port.nodePort()),
                    new Target(about(world, key.service()), port.affinitySeconds(), endpoints, port.serving()));
        }
        return new RelayPlan(targets);
    }

    /** A line for each port. */
    @Override
    public String toString() {
        return targets.entrySet().stream()
                .map(entry -> "  " + entry.getKey() + " " + entry.getValue().service() + ": "
                        + entry.getValue().endpoints().stream()
                                .map(Endpoint::toString)
                                .collect(Collectors.joining(", "))
                        + "\n")
                .collect(Collectors.joining());
    }

    private static ObjectRef about(World world, NamespacedName name) {
        return Optional.ofNullable(world.services().get(name))
                .flatMap(ServiceView::facts)
                .map(ServiceFacts::about)
                .orElseGet(() -> new ObjectRef("v1", "Service", name.namespace(), name.name(), ""));
    }
}

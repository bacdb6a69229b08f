package io.portico.nodeproxy.model;

import io.portico.nodeproxy.nft.Family;
import io.portico.runtime.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What this node forwards: the Services and their endpoints joined, every address claimed by one Service only.
 *
 * @param ports every port of every Service, in a stable order
 * @param endpointsHere addresses of endpoints that run on this node, or may: the only ones that can reach themselves
 *     through a Service from here
 * @param podRanges where the addresses of this node's pods lie; empty when unknown
 * @param problems for the owners of Services and EndpointSlices
 */
public record ProxyState(
        SortedMap<ServicePort.Key, ServicePort> ports,
        Set<Address> endpointsHere,
        List<Cidr> podRanges,
        SortedSet<Problem> problems) {

    /** Nothing is forwarded. */
    public static final ProxyState EMPTY = new ProxyState(new TreeMap<>(), Set.of(), List.of(), new TreeSet<>());

    /** Copies the collections. */
    public ProxyState {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
        endpointsHere = Set.copyOf(endpointsHere);
        podRanges = List.copyOf(podRanges);
        problems = Collections.unmodifiableSortedSet(new TreeSet<>(problems));
    }

    /** What the world asks for. Endpoints keep the numbers that they had in the state before. */
    public static ProxyState of(World world, ProxyState before) {
        return new Joining(world, before).join();
    }

    /** The ports of one family and protocol. */
    public List<ServicePort> ports(Family family, Protocol protocol) {
        return ports.values().stream()
                .filter(port -> port.key().family() == family && port.key().protocol() == protocol)
                .toList();
    }

    /** For {@code /state}: one paragraph a Service port, then the problems. */
    @Override
    public String toString() {
        var text = ports.values().stream().map(ServicePort::toString).collect(Collectors.joining());
        return problems.isEmpty()
                ? text
                : text + problems.stream().map(p -> "  " + p + "\n").collect(Collectors.joining("", "problems\n", ""));
    }
}

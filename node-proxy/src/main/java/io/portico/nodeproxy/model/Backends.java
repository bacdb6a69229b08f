package io.portico.nodeproxy.model;

import io.portico.nodeproxy.model.SliceFacts.Backend;
import io.portico.runtime.net.Endpoint;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/**
 * Every endpoint of one Service port with what its slices say of it, whichever slices it is in, by one entry of them
 * where there are several ({@link Backend#PREFERENCE}); and which of them a node gives new connections to, as upstream
 * has it (pkg/proxy/topology.go).
 */
public final class Backends {
    private static final BinaryOperator<Backend> PREFERRED = BinaryOperator.minBy(Backend.PREFERENCE);

    private final Map<Endpoint, Backend> all = new HashMap<>();

    private Backends() {}

    /** Those of that Service port, whose name is given, in the slices of its Service. */
    public static Backends of(Collection<SliceFacts> slices, ServicePort.Key key, String portName) {
        var backends = new Backends();
        for (var slice : slices) {
            if (slice.family() == key.family()) {
                slice.ports().stream()
                        .filter(port -> port.name().equals(portName) && port.protocol() == key.protocol())
                        .forEach(port -> backends.add(slice, port.number()));
            }
        }
        return backends;
    }

    /** What the slices say of each. */
    public Map<Endpoint, Backend> all() {
        return Collections.unmodifiableMap(all);
    }

    /** How far that node's connections go. */
    public Reach reach(NodeFacts node) {
        return Reach.of(all.values(), node);
    }

    /**
     * Who answers by a policy {@code Cluster}: of the ready ones those that the hints leave to that node; if none is
     * ready, those that still serve while they terminate (KEP-1669), whatever their hints.
     */
    public SortedSet<Endpoint> cluster(NodeFacts node) {
        var reach = reach(node);
        return readyOrServing(backend -> true, backend -> reach.includes(backend.hints(), node));
    }

    /**
     * Who answers by a policy {@code Local}: those of that node, whatever their hints. One whose slice names no node
     * counts as one of another.
     */
    public SortedSet<Endpoint> local(NodeFacts node) {
        return readyOrServing(backend -> backend.node().equals(node.name()), backend -> true);
    }

    /** Who of that node is ready: what a load balancer may count on there (KEP-1669). */
    SortedSet<Endpoint> readyOn(String node) {
        return matching(backend -> backend.ready() && backend.node().equals(node));
    }

    /** Who still answers, ready or not. */
    public SortedSet<Endpoint> serving() {
        return matching(Backend::serving);
    }

    private SortedSet<Endpoint> readyOrServing(Predicate<Backend> which, Predicate<Backend> whichOfTheReady) {
        var ready = matching(which.and(Backend::ready).and(whichOfTheReady));
        return ready.isEmpty() ? matching(which.and(Backend::serving).and(Backend::terminating)) : ready;
    }

    private SortedSet<Endpoint> matching(Predicate<Backend> condition) {
        var matching = new TreeSet<Endpoint>();
        all.forEach((endpoint, backend) -> {
            if (condition.test(backend)) {
                matching.add(endpoint);
            }
        });
        return matching;
    }

    private void add(SliceFacts slice, int port) {
        slice.backends().forEach(backend -> all.merge(new Endpoint(backend.address(), port), backend, PREFERRED));
    }
}

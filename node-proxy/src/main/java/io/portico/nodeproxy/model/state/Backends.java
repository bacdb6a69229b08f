package io.portico.nodeproxy.model.state;

import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.slices.PortEndpoints;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.slices.SliceFacts.Backend;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * The endpoints of one Service port, and which of them a node gives new connections to, as upstream has it
 * (pkg/proxy/topology.go).
 */
public final class Backends {
    private final PortEndpoints endpoints;

    private Backends(PortEndpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** Those of that Service port, whose name is given, in the slices of its Service. */
    public static Backends of(Collection<SliceFacts> slices, ServicePort.Key key, String portName) {
        return new Backends(PortEndpoints.of(slices, Set.of(key.family()), key.protocol(), portName));
    }

    /** What the slices say of each. */
    public Map<Endpoint, Backend> all() {
        return endpoints.all();
    }

    /** How far that node's connections go. */
    public HintScope reach(NodeFacts node) {
        return HintScope.of(endpoints.all().values(), node);
    }

    /**
     * Who answers by a policy {@code Cluster}: of the ready ones those that the hints leave to that node; if none is
     * ready, those that still serve while they terminate (KEP-1669), whatever their hints.
     */
    public SortedSet<Endpoint> cluster(NodeFacts node) {
        var reach = reach(node);
        return endpoints.readyOrServing(backend -> true, backend -> reach.includes(backend.hints(), node));
    }

    /**
     * Who answers by a policy {@code Local}: those of that node, whatever their hints. One whose slice names no node
     * counts as one of another.
     */
    public SortedSet<Endpoint> local(NodeFacts node) {
        return endpoints.readyOrServing(backend -> backend.node().equals(node.name()), backend -> true);
    }

    /** Who of that node is ready: what a load balancer may count on there (KEP-1669). */
    SortedSet<Endpoint> readyOn(String node) {
        return endpoints.matching(backend -> backend.ready() && backend.node().equals(node));
    }

    /** Who still answers, ready or not. */
    public SortedSet<Endpoint> serving() {
        return endpoints.matching(Backend::serving);
    }
}

package io.portico.runtime.slices;

import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.NamespacedName;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of an EndpointSlice.
 *
 * @param service the Service that its label names
 * @param name the slice's own name
 * @param managedBy who keeps it, by its label; empty when it has none
 * @param family of all its addresses
 * @param ports each with every one of the backends
 * @param backends those whose address makes sense
 */
public record SliceFacts(
        NamespacedName service,
        String name,
        String managedBy,
        Family family,
        List<Port> ports,
        List<Backend> backends) {

    /**
     * A port of the slice.
     *
     * @param name the Service port's name that it belongs to; empty for none
     * @param number 1 to 65535
     */
    public record Port(String name, Protocol protocol, int number) {}

    /**
     * One endpoint of the slice, still without a port.
     *
     * @param node the name of the node it runs on; empty when the slice does not say
     * @param ready whether it should get new connections
     * @param serving whether it still answers, perhaps while it terminates
     * @param terminating whether it is on its way out
     * @param hints for whom it is meant
     */
    public record Backend(
            Address address, String node, boolean ready, boolean serving, boolean terminating, Hints hints) {
        /**
         * Which of two entries of one address and port counts, and counts whole: the other says nothing. A pod's
         * address may be another's before the old pod is gone, and then one of the two is terminating
         * (kubernetes/kubernetes#135593). A pod whose endpoint moves to another slice stands in both for a while: then
         * the better word counts, that of an entry with hints, since only ready endpoints are given any. The rest of
         * the order has no meaning but that it does not depend on which entry was read first.
         */
        static final Comparator<Backend> PREFERENCE = Comparator.comparing(Backend::terminating)
                .thenComparing(backend -> !backend.ready)
                .thenComparing(backend -> !backend.serving)
                .thenComparing(backend -> backend.node.isEmpty())
                .thenComparing(backend -> backend.hints.zones.isEmpty() && backend.hints.nodes.isEmpty())
                .thenComparing(Backend::node)
                .thenComparing(backend -> backend.hints.inOrder());
    }

    /**
     * For whose connections an endpoint is meant, by whoever manages the slice.
     *
     * @param zones {@code hints.forZones}; empty when it is not meant for any in particular
     * @param nodes {@code hints.forNodes}, likewise
     */
    public record Hints(Set<String> zones, Set<String> nodes) {
        /** It is for everybody. */
        public static final Hints NONE = new Hints(Set.of(), Set.of());

        /** Copies the sets. */
        public Hints {
            zones = Set.copyOf(zones);
            nodes = Set.copyOf(nodes);
        }

        private String inOrder() {
            return new TreeSet<>(zones) + " " + new TreeSet<>(nodes);
        }
    }

    /** Copies the lists. */
    public SliceFacts {
        ports = List.copyOf(ports);
        backends = List.copyOf(backends);
    }

    /** Whether it holds that endpoint of the Service port of that name. */
    public boolean holds(Endpoint endpoint, Protocol protocol, String portName) {
        return ports.contains(new Port(portName, protocol, endpoint.port()))
                && backends.stream().anyMatch(backend -> backend.address().equals(endpoint.address()));
    }

    /** Itself and who keeps it, as {@code web-abc12 (endpointslice-controller.k8s.io)}. */
    public String title() {
        return name + " (" + (managedBy.isEmpty() ? "no managed-by" : managedBy) + ")";
    }
}

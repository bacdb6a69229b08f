package io.portico.nodeproxy.model;

import io.portico.nodeproxy.nft.Family;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this proxy needs to know of an EndpointSlice.
 *
 * @param service the Service that its label names
 * @param name the slice's own name
 * @param family of all its addresses
 * @param ports each with every one of the backends
 * @param backends those whose address makes sense
 */
public record SliceFacts(ServiceName service, String name, Family family, List<Port> ports, List<Backend> backends) {

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
         * What two slices say of one endpoint. It moves between slices by standing in both for a while: the better word
         * counts, and the hints of either, since only ready endpoints are given any.
         */
        Backend merged(Backend other) {
            return new Backend(
                    address,
                    node.isEmpty() ? other.node : node,
                    ready || other.ready,
                    serving || other.serving,
                    terminating && other.terminating,
                    hints.and(other.hints));
        }
    }

    /**
     * For whose connections an endpoint is meant, by whoever manages the slice. What a node makes of them says
     * {@link Reach}.
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

        private Hints and(Hints other) {
            return equals(other) ? this : new Hints(both(zones, other.zones), both(nodes, other.nodes));
        }

        private static Set<String> both(Set<String> some, Set<String> others) {
            return Stream.concat(some.stream(), others.stream()).collect(Collectors.toSet());
        }
    }

    /** Copies the lists. */
    public SliceFacts {
        ports = List.copyOf(ports);
        backends = List.copyOf(backends);
    }
}

package io.portico.nodeproxy.model;

import io.portico.nodeproxy.nft.Family;
import java.util.List;

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
     */
    public record Backend(Address address, String node, boolean ready, boolean serving, boolean terminating) {}

    /** Copies the lists. */
    public SliceFacts {
        ports = List.copyOf(ports);
        backends = List.copyOf(backends);
    }
}

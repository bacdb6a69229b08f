package io.portico.ingress.model;

import java.util.List;

/**
 * Where a route's requests go: the endpoints of one Service port, taken from its EndpointSlices.
 *
 * @param name {@code namespace/service:port}, as operators read it
 * @param endpoints who may answer, sorted; empty means 503
 */
public record Backend(String name, List<Endpoint> endpoints) {

    /**
     * One pod's address and port.
     *
     * @param address an IPv4 or IPv6 address
     */
    public record Endpoint(String address, int port) implements Comparable<Endpoint> {
        @Override
        public int compareTo(Endpoint other) {
            var byAddress = address.compareTo(other.address);
            return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
        }

        @Override
        public String toString() {
            return address.contains(":") ? "[" + address + "]:" + port : address + ":" + port;
        }
    }

    @Override
    public String toString() {
        return name + " " + endpoints;
    }
}

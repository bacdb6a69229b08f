package io.portico.ingress.model.routing;

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

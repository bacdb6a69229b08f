package io.portico.runtime.net;

import org.jspecify.annotations.Nullable;

/**
 * An address and a port: where a connection goes. Ordered by family, then by number.
 *
 * @param address a pod's, mostly
 * @param port 1 to 65535
 */
public record Endpoint(Address address, int port) implements Comparable<Endpoint> {
    /** Whether that is the number of a port: from 1 to 65535. */
    public static boolean isPort(@Nullable Integer number) {
        return number != null && number > 0 && number <= 65_535;
    }

    @Override
    public int compareTo(Endpoint other) {
        var byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }

    /** As people and URLs write it: {@code 10.0.0.1:80}, {@code [fd00::1]:80}. */
    @Override
    public String toString() {
        return address.family() == Family.IPV6 ? "[" + address + "]:" + port : address + ":" + port;
    }
}

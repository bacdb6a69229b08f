package io.portico.endpoints.model;

import java.util.Comparator;

/**
 * A port as one pod resolves it, in EndpointSlices and in subsets alike.
 *
 * @param name the Service port's name; empty when it has none
 * @param port 1 to 65535; 0 stands for "all ports", which only somebody else writes
 * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
 * @param appProtocol empty when the Service port has none
 */
public record EndpointPort(String name, int port, String protocol, String appProtocol)
        implements Comparable<EndpointPort> {
    private static final Comparator<EndpointPort> ORDER = Comparator.comparing(EndpointPort::name)
            .thenComparingInt(EndpointPort::port)
            .thenComparing(EndpointPort::protocol)
            .thenComparing(EndpointPort::appProtocol);

    @Override
    public int compareTo(EndpointPort other) {
        return ORDER.compare(this, other);
    }

    /** As {@code http 8080/TCP}. */
    @Override
    public String toString() {
        return (name.isEmpty() ? "" : name + " ")
                + port
                + "/"
                + protocol
                + (appProtocol.isEmpty() ? "" : " (" + appProtocol + ")");
    }
}

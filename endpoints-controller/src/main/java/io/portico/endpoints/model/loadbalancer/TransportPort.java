package io.portico.endpoints.model.loadbalancer;

/**
 * A port of one protocol.
 *
 * @param number 1 to 65535
 * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
 */
public record TransportPort(int number, String protocol) {
    /** As {@code 80/TCP}. */
    @Override
    public String toString() {
        return number + "/" + protocol;
    }
}

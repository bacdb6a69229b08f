package io.portico.endpoints.model.loadbalancer;

import static java.util.Objects.requireNonNullElse;

import org.jspecify.annotations.Nullable;

/**
 * A port of one protocol.
 *
 * @param number 1 to 65535
 * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
 */
public record TransportPort(int number, String protocol) {
    /** A port as the API has it: without a protocol it is one of TCP. */
    static TransportPort of(@Nullable Integer number, @Nullable String protocol) {
        return new TransportPort(
                requireNonNullElse(number, 0),
                requireNonNullElse(protocol, "TCP").intern());
    }

    /** As {@code 80/TCP}. */
    @Override
    public String toString() {
        return number + "/" + protocol;
    }
}

package io.portico.runtime.net;

import java.util.Optional;

/** The protocol of a port of a Service, an EndpointSlice or a container. */
public enum Protocol {
    /** TCP. */
    TCP("tcp"),
    /** UDP. */
    UDP("udp"),
    /** SCTP. */
    SCTP("sctp");

    private final String token;

    Protocol(String token) {
        this.token = token;
    }

    /** In lower case, as rules and people write it: {@code tcp}. */
    public String token() {
        return token;
    }

    /** The protocol of that API value, which is in upper case; empty for what is unknown. */
    public static Optional<Protocol> named(String value) {
        for (var protocol : values()) {
            if (protocol.name().equals(value)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}

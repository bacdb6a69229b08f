package io.portico.nodeproxy.model;

import java.util.Arrays;
import java.util.Optional;

/** What this proxy forwards, where the node can: see {@link ProxyState#of(World, ProxyState, java.util.Map)}. */
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

    /** As rules name it. */
    public String token() {
        return token;
    }

    /** The protocol of that Kubernetes name; absent for one that is not forwarded. */
    static Optional<Protocol> of(String name) {
        return Arrays.stream(values()).filter(p -> p.name().equals(name)).findFirst();
    }
}

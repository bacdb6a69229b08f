package io.portico.runtime.net;

import java.util.Optional;

/** An IP family, by the names that Services and EndpointSlices give it. */
public enum Family {
    /** Four bytes. */
    IPV4("IPv4", 32),
    /** Sixteen bytes. */
    IPV6("IPv6", 128);

    private final String value;
    private final int bits;

    Family(String value, int bits) {
        this.value = value;
        this.bits = bits;
    }

    /** As in {@code spec.ipFamilies} and {@code addressType}, and as people write it: {@code IPv4} or {@code IPv6}. */
    public String value() {
        return value;
    }

    /** How many bits an address has. */
    public int bits() {
        return bits;
    }

    /** The family of that API value; empty for {@code FQDN} and what is unknown. */
    public static Optional<Family> named(String value) {
        for (var family : values()) {
            if (family.value.equals(value)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }

    /** The family of what is known to be an address literal. */
    public static Family of(String literal) {
        return literal.indexOf(':') >= 0 ? IPV6 : IPV4;
    }
}

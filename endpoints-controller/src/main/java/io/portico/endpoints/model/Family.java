package io.portico.endpoints.model;

import java.net.InetAddress;
import java.util.Optional;

/** An IP family, by the names that Services and EndpointSlices give it. */
public enum Family {
    /** Four bytes. */
    IPV4("IPv4"),
    /** Sixteen bytes. */
    IPV6("IPv6");

    private final String value;

    Family(String value) {
        this.value = value;
    }

    /** As in {@code spec.ipFamilies} and {@code addressType}. */
    public String value() {
        return value;
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

    /** The family of an IP address literal. */
    public static Family of(String ip) {
        return ip.indexOf(':') >= 0 ? IPV6 : IPV4;
    }

    /**
     * Whether the API server accepts the address in Endpoints and EndpointSlices: it refuses unspecified, loopback and
     * link-local ones (k8s.io/kubernetes {@code ValidateEndpointIP}), and with one such address the whole object.
     */
    public static boolean accepted(String ip) {
        try {
            var address = InetAddress.ofLiteral(ip);
            return !address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && !address.isLinkLocalAddress()
                    && !address.isMCLinkLocal()
                    && !ip.startsWith("224.0.0.");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

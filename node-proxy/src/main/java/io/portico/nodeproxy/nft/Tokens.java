package io.portico.nodeproxy.nft;

import io.portico.runtime.net.Family;

/** How nft's language writes a family. There is one table for each; {@code inet} tables cannot match on both alike. */
public final class Tokens {
    private Tokens() {}

    /** As tables, matches and {@code dnat} name it: {@code ip} or {@code ip6}. */
    public static String of(Family family) {
        return switch (family) {
            case IPV4 -> "ip";
            case IPV6 -> "ip6";
        };
    }

    /** The type of its addresses in set declarations. */
    public static String addressType(Family family) {
        return switch (family) {
            case IPV4 -> "ipv4_addr";
            case IPV6 -> "ipv6_addr";
        };
    }
}

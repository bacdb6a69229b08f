package io.portico.nodeproxy.model;

import io.portico.nodeproxy.nft.Family;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An IP address.
 *
 * @param family of the address
 * @param text in its one canonical form: RFC 5952 for IPv6
 */
public record Address(Family family, String text) implements Comparable<Address> {
    private static final Comparator<Address> ORDER =
            Comparator.comparing(Address::family).thenComparing(Address::text);

    /** Reads a literal; absent when it is none. Names are never looked up. */
    public static Optional<Address> parse(String literal) {
        try {
            var address = InetAddress.ofLiteral(literal);
            if (address instanceof Inet6Address six) {
                return literal.contains("%") ? Optional.empty() : Optional.of(new Address(Family.IP6, canonical(six)));
            }
            // Java takes "10.1" for 10.0.0.1, and an IPv4-mapped IPv6 address for IPv4; here both are mistakes.
            return literal.equals(address.getHostAddress())
                    ? Optional.of(new Address(Family.IP, literal))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The address of those 4 or 16 bytes. */
    static Address of(byte[] bytes) {
        try {
            // getByAddress would take a mapped IPv6 address for IPv4.
            return bytes.length == 4
                    ? new Address(Family.IP, InetAddress.getByAddress(bytes).getHostAddress())
                    : new Address(Family.IP6, canonical(Inet6Address.getByAddress(null, bytes, -1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
        }
    }

    @Override
    public int compareTo(Address other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return text;
    }

    /** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as "::". */
    private static String canonical(Inet6Address address) {
        var groups = List.of(address.getHostAddress().split(":"));
        var from = 0;
        var length = 0;
        for (var start = 0; start < groups.size(); start++) {
            var end = start;
            while (end < groups.size() && groups.get(end).equals("0")) {
                end++;
            }
            if (end - start > length) {
                from = start;
                length = end - start;
            }
        }
        if (length < 2) {
            return String.join(":", groups);
        }
        return String.join(":", groups.subList(0, from)) + "::"
                + String.join(":", groups.subList(from + length, groups.size()));
    }
}

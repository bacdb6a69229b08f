package io.portico.nodeproxy.model;

import io.portico.nodeproxy.nft.Family;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IP address. Kept as numbers: there are as many as endpoints, and hardly any is ever printed.
 *
 * @param family of the address
 * @param high the first half of an IPv6 address; 0 for IPv4
 * @param low the second half, or an IPv4 address as an unsigned number
 */
public record Address(Family family, long high, long low) implements Comparable<Address> {
    private static final int GROUPS = 8;

    /** Reads a literal; absent when it is none. Names are never looked up. */
    public static Optional<Address> parse(String literal) {
        try {
            var address = InetAddress.ofLiteral(literal);
            if (address instanceof Inet6Address) {
                return literal.contains("%") ? Optional.empty() : Optional.of(of(address.getAddress()));
            }
            // Java takes "10.1" for 10.0.0.1, and an IPv4-mapped IPv6 address for IPv4; here both are mistakes.
            return literal.equals(address.getHostAddress()) ? Optional.of(of(address.getAddress())) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The address of those 4 or 16 bytes. */
    private static Address of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return bytes.length == Integer.BYTES
                ? new Address(Family.IP, 0, Integer.toUnsignedLong(buffer.getInt()))
                : new Address(Family.IP6, buffer.getLong(), buffer.getLong());
    }

    /** In its one canonical form: RFC 5952 for IPv6. */
    public String text() {
        return family == Family.IP
                ? (low >>> 24) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff)
                : canonical();
    }

    /** The same with all bits zero behind the first so many. */
    Address masked(int bits) {
        return family == Family.IP
                ? new Address(family, 0, low & mask(bits + Integer.SIZE))
                : new Address(family, high & mask(Math.min(bits, Long.SIZE)), low & mask(bits - Long.SIZE));
    }

    @Override
    public int compareTo(Address other) {
        // Not by a Comparator of method references: it would make two objects of each number.
        var byFamily = family.compareTo(other.family);
        var byHigh = byFamily != 0 ? byFamily : Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return text();
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : -1L << (Long.SIZE - bits);
    }

    private int group(int index) {
        return (int) ((index < 4 ? high : low) >>> (16 * (3 - index % 4))) & 0xffff;
    }

    /** Lower case, no leading zeros, the longest run of two or more zero groups as "::". */
    private String canonical() {
        var from = 0;
        var length = 1;
        for (var start = 0; start < GROUPS; start++) {
            var end = start;
            while (end < GROUPS && group(end) == 0) {
                end++;
            }
            if (end - start > length) {
                from = start;
                length = end - start;
            }
        }
        var text = new StringBuilder();
        for (var i = 0; i < GROUPS; i++) {
            if (length > 1 && i == from) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }
}

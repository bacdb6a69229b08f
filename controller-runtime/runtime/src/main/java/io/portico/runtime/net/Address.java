package io.portico.runtime.net;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IP address. Kept as numbers: there are as many as endpoints, and hardly any is ever printed. Ordered by family,
 * then by number.
 *
 * @param family of the address
 * @param high the first half of an IPv6 address; 0 for IPv4
 * @param low the second half, or an IPv4 address as an unsigned number
 */
public record Address(Family family, long high, long low) implements Comparable<Address> {
    private static final int IPV4_PARTS = 4;

    /**
     * Reads a literal; absent when it is none. IPv4 has four numbers without leading zeros, and an IPv4-mapped IPv6
     * address or one with a zone counts as a mistake, as in the API's validation. Names are never looked up.
     */
    public static Optional<Address> parse(String literal) {
        return literal.indexOf(':') < 0
                ? ipv4(literal, false)
                : ipv6(literal).filter(address -> address.family == Family.IPV6);
    }

    /**
     * Reads a literal as upstream reads those of pods and Endpoints ({@code ParseIPSloppy} of k8s.io/utils/net):
     * numbers of IPv4 may have leading zeros, and an IPv4-mapped IPv6 address is the IPv4 address that it maps.
     */
    public static Optional<Address> parseSloppy(String literal) {
        return literal.indexOf(':') < 0 ? ipv4(literal, true) : ipv6(literal);
    }

    /** The one canonical form of what is read as {@link #parseSloppy} does; the text itself when it is no address. */
    public static String canonical(String literal) {
        return parseSloppy(literal).map(Address::text).orElse(literal);
    }

    /** That address. */
    public static Address of(InetAddress address) {
        var bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address
                ? new Address(Family.IPV6, bytes.getLong(), bytes.getLong())
                : new Address(Family.IPV4, 0, Integer.toUnsignedLong(bytes.getInt()));
    }

    /** In its one canonical form: RFC 5952 for IPv6. */
    public String text() {
        return family == Family.IPV4
                ? (low >>> 24) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff)
                : NetUtil.toAddressString(inetAddress());
    }

    /** For sockets. */
    public InetAddress inetAddress() {
        var bytes = ByteBuffer.allocate(family.bits() / Byte.SIZE);
        try {
            return InetAddress.getByAddress((family == Family.IPV4
                            ? bytes.putInt((int) low)
                            : bytes.putLong(high).putLong(low))
                    .array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for another number of bytes
        }
    }

    /** Whether it is {@code 0.0.0.0} or {@code ::}. */
    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    /** Whether it is in {@code 127.0.0.0/8} or is {@code ::1}. */
    public boolean isLoopback() {
        return family == Family.IPV4 ? low >>> 24 == 127 : high == 0 && low == 1;
    }

    /** Whether it is in {@code 169.254.0.0/16} or {@code fe80::/10}. */
    public boolean isLinkLocal() {
        return family == Family.IPV4 ? low >>> 16 == 0xa9fe : high >>> 54 == 0x3fa;
    }

    /** Whether it is in {@code 224.0.0.0/24} or in {@code ff02::/16}, whatever the flags in it. */
    public boolean isLinkLocalMulticast() {
        return family == Family.IPV4 ? low >>> 8 == 0xe00000 : (high >>> 48 & 0xff0f) == 0xff02;
    }

    /** The same with all bits zero behind the first so many. */
    public Address masked(int bits) {
        return family == Family.IPV4
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

    private static Optional<Address> ipv4(String text, boolean leadingZeros) {
        var low = 0L;
        var parts = 0;
        var from = 0;
        while (from <= text.length()) {
            var dot = text.indexOf('.', from);
            var to = dot < 0 ? text.length() : dot;
            var number = number(text, from, to, leadingZeros);
            if (number < 0 || ++parts > IPV4_PARTS) {
                return Optional.empty();
            }
            low = low << Byte.SIZE | number;
            from = to + 1;
        }
        return parts == IPV4_PARTS ? Optional.of(new Address(Family.IPV4, 0, low)) : Optional.empty();
    }

    /** The number from 0 to 255 that is written there; -1 for anything else. */
    private static int number(String text, int from, int to, boolean leadingZeros) {
        if (from == to || (!leadingZeros && text.charAt(from) == '0' && to - from > 1)) {
            return -1;
        }
        var number = 0;
        for (var i = from; i < to; i++) {
            var digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
            if (number > 255) {
                return -1;
            }
        }
        return number;
    }

    private static Optional<Address> ipv6(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c != ':' && c != '.' && Character.digit(c, 16) < 0) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(of(InetAddress.ofLiteral(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

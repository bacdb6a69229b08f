package io.portico.endpoints.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * IP addresses in their canonical text, as upstream reads and writes them: it takes leading zeros and long forms
 * ({@code ParseIPSloppy} of k8s.io/utils/net), and writes IPv4 without leading zeros, IPv6 as RFC 5952 has it, and an
 * IPv4-mapped IPv6 address as the IPv4 address that it is.
 */
public final class IpText {
    private IpText() {}

    /** That address; empty when it is none. */
    public static Optional<String> canonical(String text) {
        return text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
    }

    private static Optional<String> ipv4(String text) {
        var out = new StringBuilder(text.length());
        var parts = text.split("\\.", -1);
        for (var part : parts) {
            if (part.isEmpty() || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            var significant = part.replaceFirst("^0+(?=.)", "");
            if (significant.length() > 3 || Integer.parseInt(significant) > 255) {
                return Optional.empty();
            }
            out.append(out.isEmpty() ? "" : ".").append(significant);
        }
        return parts.length == 4 ? Optional.of(out.toString()) : Optional.empty();
    }

    private static Optional<String> ipv6(String text) {
        if (!text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0)) {
            return Optional.empty();
        }
        try {
            var address = InetAddress.ofLiteral(text);
            return Optional.of(address instanceof Inet6Address ? compressed(address) : address.getHostAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** With the longest run of zero groups, if it is longer than one, as {@code ::}. */
    private static String compressed(InetAddress address) {
        var bytes = address.getAddress();
        var groups = new int[8];
        for (var i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        var from = -1;
        var length = 1;
        for (var start = 0; start < 8; start++) {
            var end = start;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - start > length) {
                from = start;
                length = end - start;
            }
        }
        var out = new StringBuilder();
        for (var i = 0; i < 8; i++) {
            if (i == from) {
                out.append("::");
                i += length - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }
}

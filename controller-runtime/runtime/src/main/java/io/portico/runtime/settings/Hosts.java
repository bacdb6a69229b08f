package io.portico.runtime.settings;

import java.net.Inet6Address;
import java.util.regex.Pattern;

/** Tells addresses from names, without asking DNS. */
final class Hosts {
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + BYTE + "\\.){3}" + BYTE);
    /** No zone: it means something on one host alone. */
    private static final Pattern IPV6_LETTERS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private static final Pattern NUMBER_AT_END = Pattern.compile("(.*\\.)?[0-9]+");

    private Hosts() {}

    static boolean isAddress(String text) {
        return IPV4.matcher(text).matches() || (IPV6_LETTERS.matcher(text).matches() && isIpv6(text));
    }

    /** No host name does: {@code 10.0.0.300} is an address that somebody mistyped. */
    static boolean endsInNumber(String text) {
        return NUMBER_AT_END.matcher(text).matches();
    }

    private static boolean isIpv6(String text) {
        try {
            return !Inet6Address.ofLiteral(text).getHostAddress().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

package io.portico.runtime.net;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Host names: as requests write them, and as API objects do, for which there is one rule, whether requests are routed
 * by a name or a certificate is issued for it.
 */
public final class HostName {
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private HostName() {}

    /**
     * The one spelling of the host in a {@code Host} header, {@code :authority} or SNI: lower case, no port, no
     * trailing dot; null when it is none (RFC 9110 §7.2: answer 400). Underscores pass, as clients do send them.
     */
    public static @Nullable String canonical(String authority) {
        var end = authority.length();
        if (authority.startsWith("[")) {
            var bracket = authority.indexOf(']');
            return bracket > 1 && isIpv6(authority, bracket) && isPort(authority, bracket + 1)
                    ? authority.substring(0, bracket + 1).toLowerCase(Locale.ROOT)
                    : null;
        }
        var colon = authority.indexOf(':');
        if (colon >= 0) {
            if (!isPort(authority, colon)) {
                return null;
            }
            end = colon;
        }
        if (end > 1 && authority.charAt(end - 1) == '.') {
            end--;
        }
        var upper = false;
        var label = 0;
        for (var i = 0; i < end; i++) {
            var c = authority.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return null;
                }
                label = 0;
            } else if (isNameCharacter(c) && label < LONGEST_LABEL) {
                upper |= c >= 'A' && c <= 'Z';
                label++;
            } else {
                return null;
            }
        }
        if (label == 0 || end > LONGEST) {
            return null;
        }
        var name = authority.substring(0, end);
        return upper ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** How a host of an API object is spelled here: in lower case, as DNS makes no difference (RFC 4343). */
    public static String spelled(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    /**
     * What is wrong with {@code spec.rules[].host} or {@code spec.tls[].hosts[]}, in words; empty when nothing is. It
     * has to be labels of RFC 1123, section 2.1, of at most 63 characters each and 253 in all, and may have a leading
     * {@code *.} (RFC 6125, section 6.4.3). The last label is not a number: such a text is an address, or was meant to
     * be one.
     *
     * @param host as {@link #spelled}
     */
    public static Optional<String> faultOf(String host) {
        var name = host.startsWith("*.") ? host.substring(2) : host;
        if (name.contains("*")) {
            return Optional.of("* may stand only for the whole first label, as in *.example.com");
        }
        if (name.length() > LONGEST) {
            return Optional.of("it is longer than 253 characters");
        }
        for (var label : name.split("\\.", -1)) {
            if (label.length() > LONGEST_LABEL) {
                return Optional.of("its label " + label.substring(0, 12) + "… is longer than 63 characters");
            }
            if (!LABEL.matcher(label).matches()) {
                return Optional.of("its label \"" + label
                        + "\" is not made of letters, digits and -, with a letter or digit at both ends");
            }
        }
        return NUMBER.matcher(name.substring(name.lastIndexOf('.') + 1)).matches()
                ? Optional.of("it ends in a number, as an address does")
                : Optional.empty();
    }

    /** {@code *.example.com} for {@code a.example.com}: the wildcard that covers it, exactly one label; or null. */
    public static @Nullable String wildcardOf(String host) {
        var dot = host.indexOf('.');
        return dot <= 0 || host.startsWith("*") ? null : "*" + host.substring(dot);
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    }

    private static boolean isIpv6(String authority, int bracket) {
        for (var i = 1; i < bracket; i++) {
            var c = authority.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing, or a colon and a port, stands from there on. */
    private static boolean isPort(String authority, int from) {
        if (from == authority.length()) {
            return true;
        }
        if (authority.charAt(from) != ':' || authority.length() - from > 6) {
            return false;
        }
        var port = 0;
        for (var i = from + 1; i < authority.length(); i++) {
            var c = authority.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + (c - '0');
        }
        return port <= 65535;
    }
}

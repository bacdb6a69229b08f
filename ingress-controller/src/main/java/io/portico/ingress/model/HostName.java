package io.portico.ingress.model;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Host names, as requests and Ingress rules write them. */
public final class HostName {
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

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

    /** What is wrong with {@code spec.rules[].host} or {@code spec.tls[].hosts[]}, in words; empty when nothing is. */
    public static Optional<String> faultOf(String ruleHost) {
        var name = ruleHost.startsWith("*.") ? ruleHost.substring(2) : ruleHost;
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
            if (!label.matches("[a-z0-9]([-a-z0-9_]*[a-z0-9])?")) {
                return Optional.of("its label \"" + label
                        + "\" is not made of lower-case letters, digits and -, with a letter or digit at both ends");
            }
        }
        return Optional.empty();
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

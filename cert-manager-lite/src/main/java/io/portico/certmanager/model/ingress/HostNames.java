package io.portico.certmanager.model.ingress;

import java.util.Locale;
import java.util.regex.Pattern;

/** DNS names as certificates may carry them: RFC 1123 labels, at most a leading {@code *.} (RFC 6125, 6.4.3). */
final class HostNames {
    private static final int LENGTH = 253;
    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");
    private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?[0-9]+");

    private HostNames() {}

    static String normal(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    /** False for IP addresses too: their last label is a number. */
    static boolean valid(String host) {
        return host.length() <= LENGTH
                && NAME.matcher(host).matches()
                && !NUMERIC_END.matcher(host).matches();
    }
}

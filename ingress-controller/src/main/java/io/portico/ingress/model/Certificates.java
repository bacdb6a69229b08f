package io.portico.ingress.model;

import io.portico.runtime.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate is served for which host name.
 *
 * @param byHost keyed by host or wildcard ({@code *.example.com})
 * @param whyDefault for each host of a rule that has no certificate of its own: what its owner must be told when a
 *     client gets the default certificate instead
 * @param fallback the configured default certificate; without one the engine's self-made one is served
 */
public record Certificates(
        Map<String, ServerCertificate> byHost, Map<String, Problem> whyDefault, Optional<ServerCertificate> fallback) {

    /** Before anything is known. */
    public static final Certificates NONE = new Certificates(Map.of(), Map.of(), Optional.empty());

    /** The certificate of a host in its canonical spelling; null when the default one is to be served. */
    public @Nullable ServerCertificate forHost(String host) {
        return lookUp(byHost, host);
    }

    /** The complaint to make when this host was served the default certificate; null when nobody has a rule for it. */
    public @Nullable Problem whyDefault(String host) {
        return lookUp(whyDefault, host);
    }

    /** The host of the rule that {@link #whyDefault} speaks of: the host itself, or the wildcard that covers it. */
    public String ruleHost(String host) {
        var wildcard = HostName.wildcardOf(host);
        return whyDefault.containsKey(host) || wildcard == null ? host : wildcard;
    }

    private static <T> @Nullable T lookUp(Map<String, T> map, String host) {
        var exact = map.get(host);
        if (exact != null) {
            return exact;
        }
        var wildcard = HostName.wildcardOf(host);
        return wildcard == null ? null : map.get(wildcard);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("certificates:\n");
        new TreeMap<>(byHost)
                .forEach((host, certificate) -> text.append("  ")
                        .append(host)
                        .append(": ")
                        .append(certificate)
                        .append('\n'));
        return text.append("  default: ")
                .append(fallback.map(ServerCertificate::toString).orElse("self-made"))
                .append('\n')
                .toString();
    }
}

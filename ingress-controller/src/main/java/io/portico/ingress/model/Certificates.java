package io.portico.ingress.model;

import io.portico.runtime.Problem;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate is served for which host name.
 *
 * @param byHost keyed by host or wildcard ({@code *.example.com})
 * @param whyDefault for each host of a rule that has no certificate of its own: what its owner must be told when a
 *     client gets the default certificate instead
 * @param fallback the configured default certificate; without one the engine's self-made one is served
 * @param waiting hosts and wildcards whose Secret the API server has not answered for yet: nobody is shown the default
 *     certificate for them, handshakes are refused until then
 * @param fallbackWaits whether the same holds for the Secret of the configured default certificate
 * @param expected hosts and wildcards whose certificate an issuer is about to write: the default one is served
 *     meanwhile, and that is no news
 * @param changesAt when time alone makes another value of this
 */
public record Certificates(
        Map<String, ServerCertificate> byHost,
        Map<String, Problem> whyDefault,
        Optional<ServerCertificate> fallback,
        Set<String> waiting,
        boolean fallbackWaits,
        Set<String> expected,
        Optional<Instant> changesAt) {
    private static final String WAITS = "waiting for its Secret; handshakes are refused";

    /** Before anything is known. */
    public static final Certificates NONE = new Certificates(Map.of(), Map.of(), Optional.empty());

    /** Where all Secrets were read. */
    public Certificates(
            Map<String, ServerCertificate> byHost,
            Map<String, Problem> whyDefault,
            Optional<ServerCertificate> fallback) {
        this(byHost, whyDefault, fallback, Set.of(), false, Set.of(), Optional.empty());
    }

    /** The certificate of a host in its canonical spelling; null when it has none of its own. */
    public @Nullable ServerCertificate forHost(String host) {
        return lookUp(byHost, host);
    }

    /** Whether a host without a certificate of its own is to be refused, as nobody knows yet which one it has. */
    public boolean waits(String host) {
        return fallbackWaits || covers(waiting, host);
    }

    /** The complaint to make when this host was served the default certificate; null when nobody has a rule for it. */
    public @Nullable Problem whyDefault(String host) {
        return lookUp(whyDefault, host);
    }

    /** Whether an issuer is about to write this host's certificate. */
    public boolean expects(String host) {
        return covers(expected, host);
    }

    /** The host of the rule that {@link #whyDefault} speaks of: the host itself, or the wildcard that covers it. */
    public String ruleHost(String host) {
        var wildcard = HostName.wildcardOf(host);
        return whyDefault.containsKey(host) || wildcard == null ? host : wildcard;
    }

    /** The same, but hosts that would have to wait keep the certificate that covered them before. */
    public Certificates keeping(Certificates before) {
        if (waiting.isEmpty() && !fallbackWaits) {
            return this;
        }
        var kept = new HashMap<>(byHost);
        var stillWaiting = new HashSet<>(waiting);
        for (var host : waiting) {
            var former = before.forHost(host);
            if (former != null && former.covers(host)) {
                kept.putIfAbsent(host, former);
                stillWaiting.remove(host);
            }
        }
        var formerFallback = fallbackWaits ? before.fallback : fallback;
        return new Certificates(
                Map.copyOf(kept),
                whyDefault,
                formerFallback,
                Set.copyOf(stillWaiting),
                fallbackWaits && formerFallback.isEmpty(),
                expected,
                changesAt);
    }

    private static boolean covers(Set<String> hosts, String host) {
        var wildcard = HostName.wildcardOf(host);
        return hosts.contains(host) || (wildcard != null && hosts.contains(wildcard));
    }

    private static <T> @Nullable T lookUp(Map<String, T> map, String host) {
        var exact = map.get(host);
        if (exact != null) {
            return exact;
        }
        var wildcard = HostName.wildcardOf(host);
        return wildcard == null ? null : map.get(wildcard);
    }

    /** Which is served for which host, in words; then the hosts that wait for one. */
    Map<String, String> entries() {
        var entries = new LinkedHashMap<String, String>();
        new TreeMap<>(byHost).forEach((host, certificate) -> entries.put(host, certificate.toString()));
        new TreeSet<>(waiting).forEach(host -> entries.put(host, WAITS));
        new TreeSet<>(expected).forEach(host -> entries.putIfAbsent(host, "waiting for its issuer"));
        return entries;
    }

    /** Which is served for all other hosts, in words. */
    String fallbackTitle() {
        return fallbackWaits ? WAITS : fallback.map(ServerCertificate::toString).orElse("self-made");
    }

    @Override
    public String toString() {
        var text = new StringBuilder("certificates:\n");
        entries().forEach((host, what) -> line(text, host, what));
        line(text, "default", fallbackTitle());
        return text.toString();
    }

    private static void line(StringBuilder text, String host, String what) {
        text.append("  ").append(host).append(": ").append(what).append('\n');
    }
}

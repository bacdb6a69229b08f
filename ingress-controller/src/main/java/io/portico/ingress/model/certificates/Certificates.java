package io.portico.ingress.model.certificates;

import io.portico.runtime.Listing;
import io.portico.runtime.Problem;
import io.portico.runtime.net.HostName;
import io.portico.runtime.values.PersistentMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate is served for which host name. A host whose Secret the API server has not answered for yet is shown
 * none: nobody gets the default certificate for it, handshakes are refused until then.
 *
 * @param hosts what is known of each, by host or wildcard ({@code *.example.com})
 * @param waiting those of {@code hosts} that wait for their Secret
 * @param fallback the configured default certificate; without one the engine's self-made one is served
 * @param fallbackWaits whether its Secret is not answered for
 */
public record Certificates(
        PersistentMap<String, HostCertificate> hosts,
        PersistentMap<String, HostCertificate> waiting,
        Optional<ServerCertificate> fallback,
        boolean fallbackWaits) {
    private static final String WAITS = "waiting for its Secret; handshakes are refused";
    /** So many hosts are named a second time in one sentence. */
    private static final int FEW = 3;

    /** Before anything is known. */
    public static final Certificates NONE =
            new Certificates(PersistentMap.empty(), PersistentMap.empty(), Optional.empty(), false);

    /** With what is known of that host now; null: nothing any more. */
    public Certificates with(String host, @Nullable HostCertificate known) {
        return new Certificates(
                hosts.put(host, known),
                waiting.put(host, known != null && known.waits() ? known : null),
                fallback,
                fallbackWaits);
    }

    /** With that default certificate. */
    public Certificates withFallback(Optional<ServerCertificate> certificate, boolean waits) {
        return certificate.equals(fallback) && waits == fallbackWaits
                ? this
                : new Certificates(hosts, waiting, certificate, waits);
    }

    /** The certificate of a host in its canonical spelling; null when it has none of its own. */
    public @Nullable ServerCertificate forHost(String host) {
        var exact = certificateOf(host);
        if (exact != null) {
            return exact;
        }
        var wildcard = HostName.wildcardOf(host);
        return wildcard == null ? null : certificateOf(wildcard);
    }

    /** Whether a host without a certificate of its own is to be refused, as nobody knows yet which one it has. */
    public boolean waits(String host) {
        var wildcard = HostName.wildcardOf(host);
        return fallbackWaits || isWaiting(host) || (wildcard != null && isWaiting(wildcard));
    }

    /** Whether an issuer is about to write this host's certificate; the default one is served meanwhile. */
    public boolean expects(String host) {
        var wildcard = HostName.wildcardOf(host);
        return isExpected(host) || (wildcard != null && isExpected(wildcard));
    }

    /** The complaint to make when this host was served the default certificate; null when nobody has a rule for it. */
    public @Nullable Problem whyDefault(String host) {
        return complaint(ruleHost(host));
    }

    /** The host of the rule that {@link #whyDefault} speaks of: the host itself, or the wildcard that covers it. */
    public String ruleHost(String host) {
        var wildcard = HostName.wildcardOf(host);
        return isPassedOver(host) || wildcard == null ? host : wildcard;
    }

    /** For each host of a rule that would be shown the default certificate, what its owner must be told then. */
    public Map<String, Problem> whyDefault() {
        var why = new TreeMap<String, Problem>();
        hosts.forEach((host, _) -> {
            var complaint = complaint(host);
            if (complaint != null) {
                why.put(host, complaint);
            }
        });
        return why;
    }

    /** The same, but hosts that would have to wait keep the certificate that covered them before. */
    public Certificates keeping(Certificates before) {
        if (waiting.size() == 0 && !fallbackWaits) {
            return this;
        }
        var kept = new Certificates[] {fallbackWaits ? withFallback(before.fallback, before.fallback.isEmpty()) : this};
        waiting.forEach((host, known) -> {
            var former = before.forHost(host);
            if (known.certificate().isEmpty() && former != null && former.covers(host)) {
                kept[0] = kept[0].with(host, known.keeping(former));
            }
        });
        return kept[0];
    }

    /** Calls for each host that has a certificate of its own. */
    public void forEach(BiConsumer<String, ServerCertificate> action) {
        hosts.forEach((host, known) -> known.certificate().ifPresent(certificate -> action.accept(host, certificate)));
    }

    private @Nullable ServerCertificate certificateOf(String host) {
        var known = hosts.get(host);
        return known == null ? null : known.certificate().orElse(null);
    }

    private boolean isCovered(String host) {
        return forHost(host) != null
                || fallback.map(certificate -> certificate.covers(host)).orElse(false);
    }

    private boolean isWaiting(String host) {
        return waiting.get(host) != null && !isCovered(host);
    }

    private boolean isExpected(String host) {
        var known = hosts.get(host);
        return known != null && known.expected() && !isCovered(host);
    }

    /** Whether it is the host of a rule that is served the default certificate. */
    private boolean isPassedOver(String host) {
        var known = hosts.get(host);
        return known != null && known.speaker().isPresent() && !known.waits() && !isCovered(host);
    }

    /** One sentence for each object, whatever the number of its hosts, as one Event will speak of them all. */
    private @Nullable Problem complaint(String host) {
        if (!isPassedOver(host)) {
            return null;
        }
        var known = hosts.get(host);
        var speaker = known == null ? null : known.speaker().orElse(null);
        if (speaker == null) {
            return null;
        }
        var byReason = new TreeMap<String, List<String>>();
        for (var other : speaker.hosts()) {
            var of = hosts.get(other);
            if (of != null
                    && isPassedOver(other)
                    && of.speaker()
                            .filter(one -> one.ref().equals(speaker.ref()))
                            .isPresent()) {
                byReason.computeIfAbsent(of.reason(), _ -> new ArrayList<>()).add(other);
            }
        }
        return new Problem(speaker.ref(), "DefaultCertificateServed", sentence(byReason));
    }

    private static String sentence(Map<String, List<String>> hostsByReason) {
        var parts = new ArrayList<String>();
        var alone = hostsByReason.size() == 1;
        hostsByReason.forEach((reason, hosts) -> {
            var listed = Listing.of(hosts);
            var who = alone && hosts.size() == 1
                    ? "a client of https://" + listed + " was shown the default certificate"
                    : (parts.isEmpty() ? "clients are shown the default certificate instead of one for " : "for ")
                            + listed;
            parts.add(who + ": " + reason.replace(HostCertificate.HOSTS, hosts.size() <= FEW ? listed : "these hosts"));
        });
        return String.join("; ", parts);
    }

    /** Which is served for which host, in words; then the hosts that wait for one. */
    public Map<String, String> entries() {
        var served = new TreeMap<String, String>();
        forEach((host, certificate) -> served.put(host, certificate.toString()));
        var waits = new TreeMap<String, String>();
        waiting.forEach((host, _) -> {
            if (isWaiting(host)) {
                waits.put(host, WAITS);
            }
        });
        var expected = new TreeMap<String, String>();
        hosts.forEach((host, _) -> {
            if (isExpected(host)) {
                expected.put(host, "waiting for its issuer");
            }
        });
        var entries = new LinkedHashMap<String, String>(served);
        entries.putAll(waits);
        expected.forEach(entries::putIfAbsent);
        return entries;
    }

    /** Which is served for all other hosts, in words. */
    public String fallbackTitle() {
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

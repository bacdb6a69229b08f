package io.portico.ingress.model.build;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.portico.ingress.model.CertificateSource;
import io.portico.ingress.model.Certificates;
import io.portico.ingress.model.HostName;
import io.portico.ingress.model.SecretRef;
import io.portico.ingress.model.ServerCertificate;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the certificate of each host in {@code spec.tls}, and for each host that ends up without one the sentence that
 * its owner must read: the default certificate is never served in silence.
 *
 * <p>An Ingress that has a rule for a host goes before one that only names it in {@code spec.tls}, so that nobody takes
 * over the certificate of another's host; then the older goes first.
 */
final class TlsEntries {
    private final World world;
    private final Settings settings;
    private final List<Problem> problems;
    private final Map<String, ServerCertificate> owned = new HashMap<>();
    private final Map<String, ServerCertificate> unowned = new HashMap<>();
    /** Why the entry that names a host gives it no certificate. */
    private final Map<String, String> reasons = new HashMap<>();

    TlsEntries(World world, Settings settings, List<Problem> problems) {
        this.world = world;
        this.settings = settings;
        this.problems = problems;
    }

    /** The Secrets that these Ingresses and the settings name: all that need be read. */
    static Set<SecretRef> secretsOf(Collection<Ingress> ingresses, Settings settings) {
        var secrets = new TreeSet<SecretRef>();
        settings.defaultCertificate().ifPresent(secrets::add);
        for (var ingress : ingresses) {
            entries(ingress).forEach(entry -> secretOf(ingress, entry).ifPresent(secrets::add));
        }
        return secrets;
    }

    /** The hosts of rules that an entry of their own Ingress covers: plain HTTP for them is redirected. */
    static Set<String> hostsWithTls(Collection<Ingress> ingresses) {
        var hosts = new HashSet<String>();
        for (var ingress : ingresses) {
            Rules.hostsOf(ingress).stream()
                    .filter(host -> entries(ingress).stream().anyMatch(entry -> names(entry, host)))
                    .forEach(hosts::add);
        }
        return hosts;
    }

    Certificates certificates(List<Ingress> oldestFirst) {
        for (var ingress : oldestFirst) {
            var entries = entries(ingress);
            for (var i = 0; i < entries.size(); i++) {
                add(ingress, entries.get(i), "spec.tls[" + i + "]");
            }
            if (!entries.isEmpty()) {
                reportHostsLeftOut(ingress, entries);
            }
        }
        var byHost = new HashMap<>(unowned);
        byHost.putAll(owned);
        var fallback = settings.defaultCertificate().flatMap(this::usable);
        var certificates = new Certificates(Map.copyOf(byHost), Map.of(), fallback);
        return new Certificates(certificates.byHost(), whyDefault(oldestFirst, certificates), fallback);
    }

    private void add(Ingress ingress, IngressTLS entry, String field) {
        var ref = ObjectRef.of(ingress);
        var hosts = listedHosts(entry);
        var ruleHosts = Rules.hostsOf(ingress);
        var wanted = hosts.isEmpty() ? ruleHosts : hosts;
        var secret = secretOf(ingress, entry);
        if (secret.isEmpty()) {
            note(wanted, field + " has no secretName; add one");
            return;
        }
        switch (world.secret(secret.get())) {
            case CertificateSource.Usable(var certificate) -> {
                for (var host : wanted) {
                    if (certificate.covers(host)) {
                        claim(ruleHosts, host, certificate);
                    } else if (hosts.isEmpty()) {
                        note(Set.of(host), notCovered(secret.get(), certificate, host));
                    } else if (!host.isEmpty()) {
                        claim(ruleHosts, host, certificate);
                        problems.add(new Problem(
                                ref,
                                "CertificateDoesNotCoverHost",
                                field + ".hosts: " + notCovered(secret.get(), certificate, host)
                                        + ", so clients will refuse it; issue one whose subjectAltName has the host"));
                    }
                }
            }
            case CertificateSource.Broken(var fault, var lastGood) -> {
                lastGood.ifPresent(certificate -> wanted.stream()
                        .filter(certificate::covers)
                        .forEach(host -> claim(ruleHosts, host, certificate)));
                note(wanted, "Secret " + secret.get() + " " + fault + "; mend it");
                problems.add(new Problem(
                        ref,
                        "BrokenSecret",
                        field + ".secretName: Secret " + secret.get() + " " + fault + "; until it is mended "
                                + (lastGood.isPresent()
                                        ? "its former certificate is served"
                                        : "the default certificate is served")));
            }
            case CertificateSource.Missing() -> {
                note(wanted, "Secret " + secret.get() + " does not exist; create it");
                problems.add(new Problem(
                        ref,
                        "MissingSecret",
                        field + ".secretName: there is no Secret " + secret.get()
                                + ", so the default certificate is served; create it with tls.crt and tls.key, or"
                                + " correct the name"));
            }
            case CertificateSource.Unread() -> note(wanted, "Secret " + secret.get() + " was not read yet");
        }
    }

    private void claim(Set<String> ruleHosts, String host, ServerCertificate certificate) {
        (ruleHosts.contains(host) || ruleHosts.isEmpty() ? owned : unowned).putIfAbsent(host, certificate);
    }

    private void note(Collection<String> hosts, String reason) {
        hosts.forEach(host -> reasons.putIfAbsent(host, reason));
    }

    private void reportHostsLeftOut(Ingress ingress, List<IngressTLS> entries) {
        for (var host : Rules.hostsOf(ingress)) {
            if (!host.isEmpty() && entries.stream().noneMatch(entry -> names(entry, host))) {
                problems.add(new Problem(
                        ObjectRef.of(ingress),
                        "HostNotInTLS",
                        "spec.tls: host " + host + " is in spec.rules but in no spec.tls[].hosts, so https://" + host
                                + " gets the default certificate; add it to spec.tls[0].hosts"));
            }
        }
    }

    private Map<String, Problem> whyDefault(List<Ingress> oldestFirst, Certificates certificates) {
        var why = new HashMap<String, Problem>();
        for (var ingress : oldestFirst) {
            for (var host : Rules.hostsOf(ingress)) {
                if (host.isEmpty() || certificates.forHost(host) != null || coveredByDefault(certificates, host)) {
                    continue;
                }
                var reason = reasons.get(host);
                if (reason == null) {
                    reason = entries(ingress).isEmpty()
                            ? "the Ingress has no spec.tls; add spec.tls with hosts: [" + host + "] and a secretName"
                            : "the host is in spec.rules but in no spec.tls[].hosts; add " + host
                                    + " to spec.tls[0].hosts";
                }
                why.putIfAbsent(
                        host,
                        new Problem(
                                ObjectRef.of(ingress),
                                "DefaultCertificateServed",
                                "a client of https://" + host + " was shown the default certificate: " + reason));
            }
        }
        return Map.copyOf(why);
    }

    private static boolean coveredByDefault(Certificates certificates, String host) {
        return certificates.fallback().map(fallback -> fallback.covers(host)).orElse(false);
    }

    private Optional<ServerCertificate> usable(SecretRef secret) {
        return switch (world.secret(secret)) {
            case CertificateSource.Usable(var certificate) -> Optional.of(certificate);
            case CertificateSource.Broken broken -> broken.lastGood();
            case CertificateSource.Missing(), CertificateSource.Unread() -> Optional.empty();
        };
    }

    private static String notCovered(SecretRef secret, ServerCertificate certificate, String host) {
        return "the certificate in Secret " + secret + " does not cover " + host + " (it covers "
                + (certificate.names().isEmpty()
                        ? "no DNS name"
                        : String.join(", ", new TreeSet<>(certificate.names())))
                + ")";
    }

    /**
     * Whether the entry lists the host, or a wildcard for it, or lists nothing, which means every host of the rules.
     */
    private static boolean names(IngressTLS entry, String host) {
        var hosts = listedHosts(entry);
        var wildcard = HostName.wildcardOf(host);
        return hosts.isEmpty() || hosts.contains(host) || (wildcard != null && hosts.contains(wildcard));
    }

    private static Set<String> listedHosts(IngressTLS entry) {
        return entry.getHosts() == null ? Set.of() : new TreeSet<>(entry.getHosts());
    }

    private static Optional<SecretRef> secretOf(Ingress ingress, IngressTLS entry) {
        return Optional.ofNullable(entry.getSecretName())
                .filter(name -> !name.isEmpty())
                .map(name -> new SecretRef(ingress.getMetadata().getNamespace(), name));
    }

    private static List<IngressTLS> entries(Ingress ingress) {
        return ingress.getSpec().getTls() == null
                ? List.of()
                : new ArrayList<>(ingress.getSpec().getTls());
    }
}

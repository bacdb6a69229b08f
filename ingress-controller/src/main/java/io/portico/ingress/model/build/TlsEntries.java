package io.portico.ingress.model.build;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.portico.ingress.model.CertificateSource;
import io.portico.ingress.model.Certificates;
import io.portico.ingress.model.HostName;
import io.portico.ingress.model.RoutingTable;
import io.portico.ingress.model.SecretRef;
import io.portico.ingress.model.ServerCertificate;
import io.portico.ingress.model.ServerCertificate.Remark;
import io.portico.runtime.Listing;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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
    private final Moments moments;
    private final DefaultCertificateReasons reasons = new DefaultCertificateReasons();
    private final Map<String, ServerCertificate> owned = new HashMap<>();
    private final Map<String, ServerCertificate> unowned = new HashMap<>();
    private final Set<String> waiting = new HashSet<>();
    private final Set<String> expected = new HashSet<>();

    TlsEntries(World world, Settings settings, List<Problem> problems) {
        this.world = world;
        this.settings = settings;
        this.problems = problems;
        this.moments = new Moments(world.now());
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
                new Entry(ingress, entries.get(i), "spec.tls[" + i + "]").add();
            }
            if (!entries.isEmpty()) {
                reportHostsLeftOut(ingress, entries);
            }
        }
        var byHost = new HashMap<>(unowned);
        byHost.putAll(owned);
        var fallback = settings.defaultCertificate().flatMap(this::usableDefault);
        var found = new Certificates(Map.copyOf(byHost), Map.of(), fallback);
        var covered = hostsCovered(found);
        covered.add(RoutingTable.ANY_HOST);
        waiting.removeAll(covered);
        expected.removeAll(covered);
        return new Certificates(
                found.byHost(),
                reasons.whyDefault(oldestFirst, found, waiting),
                fallback,
                Set.copyOf(waiting),
                settings.defaultCertificate()
                        .filter(secret -> world.secret(secret) instanceof CertificateSource.Unread)
                        .isPresent(),
                Set.copyOf(expected),
                moments.next());
    }

    /** Those of the hosts without a Secret that another's certificate, or the default one, covers. */
    private Set<String> hostsCovered(Certificates found) {
        var covered = new HashSet<String>();
        for (var hosts : List.of(waiting, expected)) {
            hosts.stream()
                    .filter(host ->
                            found.forHost(host) != null || DefaultCertificateReasons.coveredByDefault(found, host))
                    .forEach(covered::add);
        }
        return covered;
    }

    /** One entry of {@code spec.tls}. */
    private final class Entry {
        private final Ingress ingress;
        private final String field;
        private final Set<String> listed;
        private final Set<String> ruleHosts;
        private final Set<String> wanted;
        private final Optional<SecretRef> secret;

        Entry(Ingress ingress, IngressTLS entry, String field) {
            this.ingress = ingress;
            this.field = field;
            this.listed = listedHosts(entry);
            this.ruleHosts = Rules.hostsOf(ingress);
            this.wanted = listed.isEmpty() ? ruleHosts : listed;
            this.secret = secretOf(ingress, entry);
        }

        void add() {
            if (secret.isEmpty()) {
                reasons.note(wanted, field + " has no secretName; add one");
                return;
            }
            switch (world.secret(secret.get())) {
                case CertificateSource.Usable(var certificate) -> serve(certificate);
                case CertificateSource.Broken(var fault, var lastGood) -> {
                    lastGood.ifPresent(certificate ->
                            wanted.stream().filter(certificate::covers).forEach(host -> claim(host, certificate)));
                    reasons.note(wanted, title() + " " + fault + "; mend it");
                    report(
                            "BrokenSecret",
                            ".secretName: " + title() + " " + fault + "; until it is mended "
                                    + (lastGood.isPresent()
                                            ? "its former certificate is served"
                                            : "the default certificate is served"));
                }
                case CertificateSource.Missing(var since) -> missing(since);
                case CertificateSource.Refused(var answer) -> {
                    reasons.note(wanted, title() + " may not be read; let ingress-controller list and watch it");
                    report(
                            "UnreadableSecret",
                            ".secretName: " + title() + " may not be read, so the default certificate is served; let"
                                    + " ingress-controller list and watch it. The API server says: " + answer);
                }
                case CertificateSource.Unread() -> waiting.addAll(wanted);
            }
        }

        private void serve(ServerCertificate certificate) {
            certificate
                    .remarks()
                    .forEach(remark -> report(remark.reason(), ".secretName: " + title() + " " + remark.words()));
            validity(certificate)
                    .ifPresent(fault -> report(fault.reason(), ".secretName: " + title() + " " + fault.words()));
            var uncovered = new TreeSet<String>();
            for (var host : wanted) {
                if (certificate.covers(host)) {
                    claim(host, certificate);
                } else if (listed.isEmpty()) {
                    reasons.note(Set.of(host), notCovered(certificate, DefaultCertificateReasons.HOSTS));
                } else if (!host.isEmpty()) {
                    claim(host, certificate);
                    uncovered.add(host);
                }
            }
            if (!uncovered.isEmpty()) {
                report(
                        "CertificateDoesNotCoverHost",
                        ".hosts: " + notCovered(certificate, Listing.of(uncovered))
                                + ", so clients will refuse it; issue one whose subjectAltName has "
                                + (uncovered.size() == 1 ? "the host" : "these hosts"));
            }
        }

        /** Where an issuer is named, the Secret is somebody's to write, and that takes its time. */
        private void missing(Instant since) {
            var issuer = Issuers.named(ingress);
            if (issuer.isPresent()) {
                var until = Issuers.patience(ingress, since, world.now());
                if (moments.future(until)) {
                    reasons.note(wanted, title() + " does not exist yet; issuer " + issuer.get() + " is to write it");
                    expected.addAll(wanted);
                    return;
                }
            }
            reasons.note(wanted, title() + " does not exist; create it");
            report(
                    "MissingSecret",
                    ".secretName: there is no " + title() + ", so the default certificate is served; "
                            + issuer.map(name -> "issuer " + name + " has not written it: see what it says, or ")
                                    .orElse("")
                            + "create it with tls.crt and tls.key, or correct the name");
        }

        private void claim(String host, ServerCertificate certificate) {
            (ruleHosts.contains(host) || ruleHosts.isEmpty() ? owned : unowned).putIfAbsent(host, certificate);
        }

        private String notCovered(ServerCertificate certificate, String hosts) {
            return "the certificate in " + title() + " does not cover " + hosts + " (it covers "
                    + (certificate.names().isEmpty() ? "no DNS name" : Listing.of(new TreeSet<>(certificate.names())))
                    + ")";
        }

        private String title() {
            return "Secret " + secret.map(SecretRef::toString).orElse("");
        }

        private void report(String reason, String message) {
            problems.add(new Problem(ObjectRef.of(ingress), reason, field + message));
        }
    }

    /** What is wrong with its dates now, or nothing until the next of them. */
    private Optional<Remark> validity(ServerCertificate certificate) {
        if (moments.future(certificate.notBefore())) {
            return Optional.of(new Remark(
                    "CertificateNotYetValid",
                    "has a certificate that begins at " + certificate.notBefore()
                            + " only, so clients refuse it until then; look at the clock of who issued it"));
        }
        // The moment itself is still valid (RFC 5280 §4.1.2.5).
        return moments.future(certificate.notAfter().plusMillis(1))
                ? Optional.empty()
                : Optional.of(new Remark(
                        "CertificateExpired",
                        "has a certificate that ended at " + certificate.notAfter()
                                + ", so clients refuse it; renew it"));
    }

    private void reportHostsLeftOut(Ingress ingress, List<IngressTLS> entries) {
        var leftOut = new TreeSet<String>();
        for (var host : Rules.hostsOf(ingress)) {
            if (!host.isEmpty() && entries.stream().noneMatch(entry -> names(entry, host))) {
                leftOut.add(host);
            }
        }
        if (!leftOut.isEmpty()) {
            var one = leftOut.size() == 1;
            var hosts = Listing.of(leftOut);
            problems.add(new Problem(
                    ObjectRef.of(ingress),
                    "HostNotInTLS",
                    "spec.tls: " + (one ? "host " : "hosts ") + hosts + (one ? " is" : " are")
                            + " in spec.rules but in no spec.tls[].hosts, so "
                            + (one ? "https://" + hosts + " gets" : "they get")
                            + " the default certificate; add " + (one ? "it" : "them") + " to spec.tls[0].hosts"));
        }
    }

    /** What is wrong with it is told on the Secret itself: no Ingress names it. */
    private Optional<ServerCertificate> usableDefault(SecretRef secret) {
        return switch (world.secret(secret)) {
            case CertificateSource.Usable(var certificate) -> {
                Stream.concat(certificate.remarks().stream(), validity(certificate).stream())
                        .forEach(remark -> reportDefault(secret, remark.reason(), "it " + remark.words()));
                yield Optional.of(certificate);
            }
            case CertificateSource.Broken(var fault, var lastGood) -> {
                reportDefault(
                        secret,
                        "BrokenSecret",
                        "it " + fault + "; until it is mended "
                                + (lastGood.isPresent() ? "its former certificate" : "a self-made one") + " is served");
                yield lastGood;
            }
            case CertificateSource.Missing(var _) -> {
                reportDefault(secret, "MissingSecret", "it does not exist, so a self-made one is served; create it");
                yield Optional.empty();
            }
            case CertificateSource.Refused(var answer) -> {
                reportDefault(
                        secret,
                        "UnreadableSecret",
                        "it may not be read, so a self-made one is served. The API server says: " + answer);
                yield Optional.empty();
            }
            case CertificateSource.Unread() -> Optional.empty();
        };
    }

    private void reportDefault(SecretRef secret, String reason, String message) {
        problems.add(new Problem(
                new ObjectRef("v1", "Secret", secret.namespace(), secret.name(), ""),
                reason,
                "it is to hold the default certificate (portico.ingress.default-certificate): " + message));
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

    static List<IngressTLS> entries(Ingress ingress) {
        return new ArrayList<>(Objects.requireNonNullElse(ingress.getSpec().getTls(), List.of()));
    }
}

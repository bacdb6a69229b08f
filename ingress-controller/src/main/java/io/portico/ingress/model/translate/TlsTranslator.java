package io.portico.ingress.model.translate;

import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.ingress.model.certificates.HostCertificate;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.certificates.Speaker;
import io.portico.ingress.model.objects.IngressFacts;
import io.portico.ingress.model.objects.World;
import io.portico.runtime.Listing;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code spec.tls} of one Ingress: which certificate it gives to which host, or in words why it gives none; the
 * default certificate is never served in silence.
 */
final class TlsTranslator {
    /** So long a missing Secret that an issuer is to write is no news: an ACME server takes a few minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final IngressFacts facts;
    private final World world;
    private final Moments moments;
    private final Set<String> ruleHosts;
    private final Map<String, IngressTls.HostPart> hosts = new HashMap<>();
    private final Set<NamespacedName> secrets = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    private TlsTranslator(IngressFacts facts, World world, Instant now) {
        this.facts = facts;
        this.world = world;
        this.moments = new Moments(now);
        this.ruleHosts = facts.hosts();
    }

    /** @param before what it said before; its speaker is kept where it is the same */
    static IngressTls translate(IngressFacts facts, World world, Instant now, @Nullable IngressTls before) {
        return new TlsTranslator(facts, world, now).translate(before);
    }

    private IngressTls translate(@Nullable IngressTls before) {
        change(ruleHosts, part -> part);
        facts.tls().forEach(entry -> new Entry(entry).read());
        if (!facts.tls().isEmpty()) {
            reportHostsLeftOut();
        }
        hosts.remove(IngressFacts.ANY_HOST);
        var named = new TreeSet<>(ruleHosts);
        named.remove(IngressFacts.ANY_HOST);
        var speaker = new Speaker(facts.ref(), named);
        return new IngressTls(
                facts,
                before != null && before.speaker().equals(speaker) ? before.speaker() : speaker,
                Map.copyOf(hosts),
                Set.copyOf(secrets),
                List.copyOf(problems),
                moments.next());
    }

    private void change(Collection<String> some, UnaryOperator<IngressTls.HostPart> to) {
        for (var host : some) {
            var hasRule = ruleHosts.contains(host);
            var part = hosts.getOrDefault(
                    host,
                    new IngressTls.HostPart(
                            hasRule, hasRule || ruleHosts.isEmpty(), Optional.empty(), false, false, ""));
            hosts.put(host, to.apply(part));
        }
    }

    /** One entry of {@code spec.tls}. */
    private final class Entry {
        private final String field;
        private final Set<String> listed;
        private final Set<String> wanted;
        private final Optional<NamespacedName> secret;

        Entry(IngressFacts.TlsEntry entry) {
            this.field = entry.field();
            this.listed = entry.hosts();
            this.wanted = listed.isEmpty() ? ruleHosts : listed;
            this.secret = entry.secret();
        }

        void read() {
            if (secret.isEmpty()) {
                note(wanted, field + " has no secretName; add one");
                return;
            }
            secrets.add(secret.get());
            switch (world.secret(secret.get())) {
                case CertificateSource.Usable(var certificate) -> serve(certificate);
                case CertificateSource.Broken(var fault, var lastGood) -> broken(fault, lastGood);
                case CertificateSource.Missing(var since) -> missing(since);
                case CertificateSource.Refused(var answer) -> {
                    note(wanted, title() + " may not be read; let ingress-controller list and watch it");
                    report(
                            "UnreadableSecret",
                            ".secretName: " + title() + " may not be read, so the default certificate is served; let"
                                    + " ingress-controller list and watch it. The API server says: " + answer);
                }
                case CertificateSource.Unread() -> change(wanted, IngressTls.HostPart::waiting);
            }
        }

        private void serve(ServerCertificate certificate) {
            certificate
                    .remarks()
                    .forEach(remark -> report(remark.reason(), ".secretName: " + title() + " " + remark.words()));
            moments.validity(certificate)
                    .ifPresent(fault -> report(fault.reason(), ".secretName: " + title() + " " + fault.words()));
            var uncovered = new TreeSet<String>();
            for (var host : wanted) {
                if (certificate.covers(host)) {
                    claim(host, certificate);
                } else if (listed.isEmpty()) {
                    note(Set.of(host), notCovered(certificate, HostCertificate.HOSTS));
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

        private void broken(String fault, Optional<ServerCertificate> lastGood) {
            lastGood.ifPresent(certificate ->
                    wanted.stream().filter(certificate::covers).forEach(host -> claim(host, certificate)));
            note(wanted, title() + " " + fault + "; mend it");
            report(
                    "BrokenSecret",
                    ".secretName: " + title() + " " + fault + "; until it is mended "
                            + (lastGood.isPresent()
                                    ? "its former certificate is served"
                                    : "the default certificate is served"));
        }

        /** Where an issuer is named, the Secret is somebody's to write, and that takes its time. */
        private void missing(Instant since) {
            var issuer = facts.issuer();
            if (issuer.isPresent() && moments.future(patience(since))) {
                note(wanted, title() + " does not exist yet; issuer " + issuer.get() + " is to write it");
                change(wanted, IngressTls.HostPart::expecting);
                return;
            }
            note(wanted, title() + " does not exist; create it");
            report(
                    "MissingSecret",
                    ".secretName: there is no " + title() + ", so the default certificate is served; "
                            + issuer.map(name -> "issuer " + name + " has not written it: see what it says, or ")
                                    .orElse("")
                            + "create it with tls.crt and tls.key, or correct the name");
        }

        private void claim(String host, ServerCertificate certificate) {
            change(Set.of(host), part -> part.with(certificate));
        }

        private void note(Collection<String> some, String reason) {
            change(some, part -> part.noted(reason));
        }

        private String notCovered(ServerCertificate certificate, String some) {
            return "the certificate in " + title() + " does not cover " + some + " (it covers "
                    + (certificate.names().isEmpty() ? "no DNS name" : Listing.of(new TreeSet<>(certificate.names())))
                    + ")";
        }

        private String title() {
            return "Secret " + secret.map(NamespacedName::toString).orElse("");
        }

        private void report(String reason, String message) {
            problems.add(new Problem(facts.ref(), reason, field + message));
        }
    }

    /** Until when: an Ingress that is younger than the absence of its Secret has asked for it only then. */
    private Instant patience(Instant missingSince) {
        var asked = created().filter(when -> when.isAfter(missingSince) && !when.isAfter(moments.now()));
        return asked.orElse(missingSince).plus(PATIENCE);
    }

    private Optional<Instant> created() {
        try {
            return Optional.of(Instant.parse(facts.created()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void reportHostsLeftOut() {
        var leftOut = new TreeSet<String>();
        for (var host : ruleHosts) {
            if (!host.isEmpty() && !facts.hasTls(host)) {
                leftOut.add(host);
            }
        }
        if (!leftOut.isEmpty()) {
            var one = leftOut.size() == 1;
            var some = Listing.of(leftOut);
            problems.add(new Problem(
                    facts.ref(),
                    "HostNotInTLS",
                    "spec.tls: " + (one ? "host " : "hosts ") + some + (one ? " is" : " are")
                            + " in spec.rules but in no spec.tls[].hosts, so "
                            + (one ? "https://" + some + " gets" : "they get")
                            + " the default certificate; add " + (one ? "it" : "them") + " to spec.tls[0].hosts"));
        }
    }
}

package io.portico.ingress.model.translate;

import io.portico.ingress.model.certificates.Certificates;
import io.portico.ingress.model.objects.IngressFacts;
import io.portico.ingress.model.objects.World;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the next {@link TlsState}: first the Ingresses that differ, then the hosts that they have a say in. */
final class TlsTurn {
    private final World world;
    private final Instant now;
    private final TlsState before;
    private PersistentMap<NamespacedName, IngressTls> ingresses;
    private Index<String, IngressTls> byHost;
    private Index<NamespacedName, IngressTls> bySecret;
    private Certificates certificates;
    private Problems problems;
    private final Set<String> touched = new HashSet<>();
    private boolean timesDiffer;

    TlsTurn(World world, Instant now, TlsState before, Problems problems) {
        this.world = world;
        this.now = now;
        this.before = before;
        this.problems = problems;
        this.ingresses = before.ingresses();
        this.byHost = before.byHost();
        this.bySecret = before.bySecret();
        this.certificates = before.certificates();
    }

    /** Those who name a Secret. */
    Set<NamespacedName> ingressesOf(NamespacedName secret) {
        return bySecret.ingresses(secret);
    }

    /** Those of whom time alone says something else by now. */
    Set<NamespacedName> ingressesInTime() {
        var due = new HashSet<NamespacedName>();
        if (before.until().filter(until -> !until.isAfter(now)).isPresent()) {
            ingresses.forEach((name, tls) ->
                    tls.until().filter(until -> !until.isAfter(now)).ifPresent(_ -> due.add(name)));
        }
        return due;
    }

    /** One of our Ingresses as it is now; null: it is gone, or not ours any more. */
    void take(NamespacedName name, @Nullable IngressFacts facts) {
        var was = ingresses.get(name);
        var is = facts == null ? null : TlsTranslator.translate(facts, world, now, was);
        if (Objects.equals(was, is)) {
            return;
        }
        ingresses = ingresses.put(name, is);
        timesDiffer |= was == null || is == null || !was.until().equals(is.until());
        Map<String, IngressTls.HostPart> hostsBefore = was == null ? Map.of() : was.hosts();
        Map<String, IngressTls.HostPart> hosts = is == null ? Map.of() : is.hosts();
        byHost = byHost.move(hostsBefore.keySet(), hosts.keySet(), name, is);
        Index.union(hostsBefore.keySet(), hosts.keySet()).forEach(host -> {
            if (!Objects.equals(hostsBefore.get(host), hosts.get(host)) || !sameAuthor(was, is)) {
                touched.add(host);
            }
        });
        bySecret =
                bySecret.move(was == null ? Set.of() : was.secrets(), is == null ? Set.of() : is.secrets(), name, is);
        problems = problems.with("tls", name, is == null ? List.of() : is.problems());
    }

    TlsState end(FallbackCertificate fallback) {
        for (var host : touched) {
            var decided = CertificateAssignment.decide(host, byHost.values(host));
            if (!Objects.equals(decided, certificates.hosts().get(host))) {
                certificates = certificates.with(host, decided);
            }
        }
        certificates = certificates.withFallback(fallback.certificate(), fallback.waits());
        problems = problems.with("default certificate", "", fallback.problems());
        return new TlsState(ingresses, byHost, bySecret, certificates, fallback, until());
    }

    Problems problems() {
        return problems;
    }

    private Optional<Instant> until() {
        if (!timesDiffer && before.until().filter(until -> !until.isAfter(now)).isEmpty()) {
            return before.until();
        }
        var earliest = new Instant[1];
        ingresses.forEach((_, tls) -> tls.until()
                .filter(until -> earliest[0] == null || until.isBefore(earliest[0]))
                .ifPresent(until -> earliest[0] = until));
        return Optional.ofNullable(earliest[0]);
    }

    /** Age, name and what is said to the owner go into the decision as well. */
    private static boolean sameAuthor(@Nullable IngressTls was, @Nullable IngressTls is) {
        return was != null
                && is != null
                && was.speaker().equals(is.speaker())
                && was.facts().created().equals(is.facts().created())
                && was.facts().tls().isEmpty() == is.facts().tls().isEmpty();
    }
}

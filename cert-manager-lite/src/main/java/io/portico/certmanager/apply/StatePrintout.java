package io.portico.certmanager.apply;

import io.portico.certmanager.apply.AuthorityKeeper.Authority;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.plan.CertificateStatus;
import io.portico.runtime.Problem;
import io.portico.runtime.state.State;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@code /state} shows: the CA, each certificate, who is ignored, what is wrong. */
public final class StatePrintout {
    private StatePrintout() {}

    /** As it is now. A replica that does not lead knows of no certificate. */
    public static State of(
            Optional<State.Leader> leader,
            AuthorityKeeper authority,
            CertificateRegister register,
            Collection<IngressReading> readings,
            IngressReviewer reviewer) {
        var problems = new TreeSet<Problem>();
        var model = new LinkedHashMap<String, Object>();
        model.put("authority", authority(authority.current(), problems));
        var certificates = new LinkedHashMap<String, Object>();
        register.statuses().forEach((name, status) -> {
            problems.addAll(status.problems());
            certificates.put(name.toString(), certificate(status));
        });
        model.put("certificates", certificates);
        var ignored = new TreeMap<String, String>();
        for (var reading : readings) {
            problems.addAll(reading.problems());
            reading.otherIssuer()
                    .ifPresent(issuer -> ignored.put(reading.ingress().toString(), "names the issuer " + issuer));
        }
        problems.addAll(reviewer.problems());
        model.put("ignored", ignored);
        return new State(leader, problems, model);
    }

    private static String authority(Authority authority, Set<Problem> problems) {
        return switch (authority) {
            case Authority.Unknown _ -> "not read yet";
            case Authority.Ready ready -> {
                ready.warning().ifPresent(problems::add);
                var facts = ready.facts();
                yield facts.subject() + ", valid until " + facts.notAfter() + ", SHA-256 " + facts.fingerprint();
            }
            case Authority.Unusable(var problem) -> {
                problems.add(problem);
                yield "unusable";
            }
        };
    }

    private static Map<String, Object> certificate(CertificateStatus status) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("hosts", status.hosts());
        entries.put("outcome", status.outcome());
        if (status.certificate() != null) {
            entries.put("notAfter", status.certificate().notAfter().toString());
            entries.put("renewal", String.valueOf(status.renewal()));
            entries.put("lastIssue", status.lastIssue());
        }
        return entries;
    }
}

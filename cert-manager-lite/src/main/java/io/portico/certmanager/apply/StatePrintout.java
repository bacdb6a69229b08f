package io.portico.certmanager.apply;

import io.portico.certmanager.apply.AuthorityKeeper.Authority;
import io.portico.certmanager.watch.IngressWatch;
import io.portico.runtime.Problem;
import java.util.TreeSet;

/** What {@code /state} shows: the CA, each certificate, who is ignored, what is wrong. */
public final class StatePrintout {
    private StatePrintout() {}

    /** As YAML; {@code leads} is whether this replica writes. */
    public static String of(
            boolean leads,
            AuthorityKeeper authority,
            CertificateRegister register,
            IngressWatch ingresses,
            UnservedIssuers unserved) {
        var text = new StringBuilder("certManagerLite:\n");
        text.append("  leads: ").append(leads).append('\n');
        var problems = new TreeSet<Problem>();
        text.append("  authority: ")
                .append(
                        switch (authority.current()) {
                            case Authority.Unknown _ -> "not read yet";
                            case Authority.Ready ready -> {
                                ready.warning().ifPresent(problems::add);
                                yield ready.facts().subject() + ", valid until "
                                        + ready.facts().notAfter() + ", SHA-256 "
                                        + ready.facts().fingerprint();
                            }
                            case Authority.Unusable(var problem) -> {
                                problems.add(problem);
                                yield "unusable";
                            }
                        })
                .append('\n');
        text.append("  certificates:\n");
        register.statuses().forEach((name, status) -> {
            problems.addAll(status.problems());
            text.append("    ").append(name).append(":\n");
            line(
                    text,
                    "hosts",
                    "["
                            + String.join(
                                    ", ",
                                    status.hosts().stream()
                                            .map(h -> '"' + h + '"')
                                            .toList()) + "]");
            line(text, "outcome", status.outcome());
            if (status.certificate() != null) {
                line(text, "notAfter", status.certificate().notAfter());
                line(text, "renewal", String.valueOf(status.renewal()));
                line(text, "lastIssue", '"' + status.lastIssue() + '"');
            }
        });
        text.append("  ignored:\n");
        for (var reading : ingresses.readings()) {
            problems.addAll(reading.problems());
            reading.otherIssuer()
                    .ifPresent(issuer -> text.append("  - ")
                            .append(reading.ingress())
                            .append(" names the issuer ")
                            .append(issuer)
                            .append('\n'));
        }
        problems.addAll(unserved.problems());
        text.append("  problems:\n");
        problems.forEach(problem -> text.append("  - ").append(problem).append('\n'));
        return text.toString();
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append("      ").append(key).append(": ").append(value).append('\n');
    }
}

package io.portico.certmanager.model.plan;

import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one Ingress is told. One that names another issuer than ours is left to whoever serves it. Where nobody does,
 * its Secrets stay away, and after a while the Ingress is told so, once.
 *
 * @param problems to report
 * @param waiting for another issuer's Secrets; empty when none of them is missing
 * @param again when to look at the Ingress again, if at all
 */
public record ReviewPlan(List<Problem> problems, Optional<Wait> waiting, Optional<Duration> again) {
    /** Long enough for an ACME order with its challenges. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * A wait for Secrets that another issuer shall make.
     *
     * @param issuer as the Ingress names it
     * @param since when the Secrets were missed first
     * @param told what the Ingress was told about it, if anything
     */
    public record Wait(String issuer, Instant since, Optional<Problem> told) {}

    /**
     * Decides.
     *
     * @param missing those of {@link IngressReading#awaited} that do not exist
     * @param before the wait so far
     */
    public static ReviewPlan of(
            IngressReading reading, List<NamespacedName> missing, Optional<Wait> before, Instant now) {
        if (reading.otherIssuer().isEmpty() || missing.isEmpty()) {
            return new ReviewPlan(reading.problems(), Optional.empty(), Optional.empty());
        }
        var issuer = reading.otherIssuer().get();
        var wait = before.filter(begun -> begun.issuer().equals(issuer))
                .orElseGet(() -> new Wait(issuer, now, Optional.empty()));
        if (wait.told().isPresent() || wait.since().plus(PATIENCE).isAfter(now)) {
            return new ReviewPlan(reading.problems(), Optional.of(wait), Optional.of(CertificatePlan.POLL));
        }
        var problem = new Problem(reading.ingress(), "IssuerNotServed", sentence(reading, issuer, missing));
        return new ReviewPlan(
                Stream.concat(reading.problems().stream(), Stream.of(problem)).toList(),
                Optional.of(new Wait(issuer, wait.since(), Optional.of(problem))),
                Optional.of(CertificatePlan.POLL));
    }

    private static String sentence(IngressReading reading, String issuer, List<NamespacedName> missing) {
        var secrets = missing.stream().map(NamespacedName::name).collect(Collectors.joining(", "));
        var group = reading.ofOurKind()
                ? ""
                : " Remove cert-manager.io/issuer-kind and cert-manager.io/issuer-group with it.";
        return "names the issuer " + issuer + ", and " + PATIENCE.toMinutes() + " minutes later there is no Secret "
                + secrets + ": nobody seems to serve that issuer. Served here is " + IngressReading.ISSUER
                + " (Issuer or ClusterIssuer, group cert-manager.io). For certificates of it write"
                + " cert-manager.io/cluster-issuer: " + IngressReading.ISSUER + "." + group
                + " Else install what serves " + issuer + ".";
    }
}

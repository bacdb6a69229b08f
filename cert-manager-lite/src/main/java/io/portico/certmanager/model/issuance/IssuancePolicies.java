package io.portico.certmanager.model.issuance;

import io.portico.certmanager.model.CertificateFacts;
import io.portico.certmanager.model.StoredPair;
import io.portico.certmanager.model.issuance.Violation.Reason;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The chain of reasons to issue, after cert-manager's {@code policies.Chain}: the first that is violated names why.
 * Ownership is no matter of this chain; {@link Decision} settles it before.
 */
final class IssuancePolicies {
    static final List<IssuancePolicy> CHAIN = List.of(
            IssuancePolicies::secretExists,
            IssuancePolicies::dataIsThere,
            IssuancePolicies::certificateIsReadable,
            IssuancePolicies::keyBelongsToIt,
            IssuancePolicies::coversTheHosts,
            IssuancePolicies::signedByTheAuthority,
            IssuancePolicies::asRequested,
            IssuancePolicies::trustAnchorIsCurrent,
            IssuancePolicies::validAlready,
            IssuancePolicies::notExpired,
            IssuancePolicies::notDueForRenewal);

    private IssuancePolicies() {}

    static Optional<Violation> firstViolation(Situation situation) {
        return CHAIN.stream()
                .flatMap(policy -> policy.violation(situation).stream())
                .findFirst();
    }

    private static Optional<Violation> secretExists(Situation situation) {
        return violated(situation.secret() == null, Reason.DoesNotExist, "there is no such Secret");
    }

    private static Optional<Violation> dataIsThere(Situation situation) {
        return pair(situation) instanceof StoredPair.Absent(var keys)
                ? violated(Reason.MissingData, "the Secret has no " + String.join(" and no ", keys))
                : Optional.empty();
    }

    private static Optional<Violation> certificateIsReadable(Situation situation) {
        return pair(situation) instanceof StoredPair.BrokenCertificate(var why)
                ? violated(Reason.InvalidCertificate, "tls.crt " + why)
                : Optional.empty();
    }

    private static Optional<Violation> keyBelongsToIt(Situation situation) {
        return pair(situation) instanceof StoredPair.BrokenKey(var why)
                ? violated(Reason.InvalidKeyPair, "tls.key " + why)
                : Optional.empty();
    }

    private static Optional<Violation> coversTheHosts(Situation situation) {
        return certificate(situation).flatMap(certificate -> {
            var lacking = difference(situation.spec().hosts(), certificate.hosts());
            var surplus = difference(certificate.hosts(), situation.spec().hosts());
            var sentence = new StringBuilder("the certificate");
            if (!lacking.isEmpty()) {
                sentence.append(" lacks ").append(String.join(", ", lacking));
            }
            if (!surplus.isEmpty()) {
                sentence.append(lacking.isEmpty() ? "" : " and")
                        .append(" has unwanted ")
                        .append(String.join(", ", surplus));
            }
            return violated(!(lacking.isEmpty() && surplus.isEmpty()), Reason.SecretMismatch, sentence.toString());
        });
    }

    private static Optional<Violation> signedByTheAuthority(Situation situation) {
        return certificate(situation)
                .flatMap(certificate -> violated(
                        !signedByTheAuthority(certificate, situation),
                        Reason.IncorrectIssuer,
                        "the certificate was issued by "
                                + (certificate
                                                .issuer()
                                                .equals(situation.authority().subject())
                                        ? "another CA of the name \"" + certificate.issuer() + "\" than that of today"
                                        : "\"" + certificate.issuer() + "\", not by the CA \""
                                                + situation.authority().subject() + "\" of today")));
    }

    /**
     * The certificates that stand in the Secret show who signed. Where none of them did, and {@code ca.crt} is not that
     * of today's CA, its own policy will say so; where it is, the leaf has another signer of the same name.
     */
    private static boolean signedByTheAuthority(CertificateFacts certificate, Situation situation) {
        var authority = situation.authority();
        return certificate.signer().isEmpty()
                ? certificate.issuer().equals(authority.subject()) && !trustCurrent(situation)
                : certificate.signer().equals(authority.fingerprint());
    }

    private static boolean trustCurrent(Situation situation) {
        var secret = situation.secret();
        return secret != null && secret.trust().equals(situation.authority().trust());
    }

    private static Optional<Violation> asRequested(Situation situation) {
        var secret = situation.secret();
        return violated(
                secret != null
                        && !situation.spec().identity(situation.authority()).equals(secret.identity()),
                Reason.RequestChanged,
                "key, duration, subject or the CA's certificate changed since it was issued");
    }

    private static Optional<Violation> trustAnchorIsCurrent(Situation situation) {
        return violated(
                situation.secret() != null && !trustCurrent(situation),
                Reason.MissingData,
                "ca.crt is not the CA's certificate");
    }

    private static Optional<Violation> validAlready(Situation situation) {
        return certificate(situation)
                .flatMap(certificate -> violated(
                        certificate.notBefore().isAfter(situation.now()),
                        Reason.InvalidCertificate,
                        "the certificate is not valid before " + certificate.notBefore()));
    }

    private static Optional<Violation> notExpired(Situation situation) {
        return certificate(situation)
                .flatMap(certificate -> violated(
                        !certificate.notAfter().isAfter(situation.now()),
                        Reason.Expired,
                        "the certificate ended at " + certificate.notAfter()));
    }

    /** A leaf that lasts as long as its CA gains nothing by a renewal, and would be renewed again at once. */
    private static Optional<Violation> notDueForRenewal(Situation situation) {
        return certificate(situation).flatMap(certificate -> {
            var renewal = RenewalTime.of(certificate, situation.spec().options().renewBefore(), uid(situation));
            return violated(
                    !renewal.isAfter(situation.now())
                            && certificate
                                    .notAfter()
                                    .isBefore(situation.authority().notAfter()),
                    Reason.Renewing,
                    "the certificate was due for renewal at " + renewal + " and ends at " + certificate.notAfter());
        });
    }

    /** Whether the certificate has to be issued anew because the CA is another one than when it was issued. */
    static boolean authorityChanged(Situation situation) {
        var secret = situation.secret();
        return secret != null
                && secret.pair() instanceof StoredPair.Intact
                && secret.authority() != null
                && !secret.authority().equals(situation.authority().fingerprint());
    }

    static Optional<CertificateFacts> certificate(Situation situation) {
        return pair(situation) instanceof StoredPair.Intact(var certificate)
                ? Optional.of(certificate)
                : Optional.empty();
    }

    static String uid(Situation situation) {
        var secret = situation.secret();
        return secret == null ? "" : secret.uid();
    }

    private static StoredPair pair(Situation situation) {
        var secret = situation.secret();
        return secret == null ? new StoredPair.Absent(List.of()) : secret.pair();
    }

    private static List<String> difference(List<String> these, List<String> those) {
        var left = new TreeSet<>(these);
        those.forEach(left::remove);
        return List.copyOf(left);
    }

    private static Optional<Violation> violated(boolean violated, Reason reason, String message) {
        return violated ? violated(reason, message) : Optional.empty();
    }

    private static Optional<Violation> violated(Reason reason, String message) {
        return Optional.of(new Violation(reason, message));
    }
}

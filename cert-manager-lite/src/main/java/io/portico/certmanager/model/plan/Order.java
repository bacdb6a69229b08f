package io.portico.certmanager.model.plan;

import io.portico.certmanager.model.CertificateFacts;
import io.portico.certmanager.model.CertificateSpec;
import io.portico.certmanager.model.IssuanceBudgets;
import io.portico.certmanager.model.issuance.RenewalTime;
import io.portico.certmanager.model.issuance.Violation;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.time.Instant;
import java.util.List;

/**
 * A certificate to get from the issuer and to store.
 *
 * @param spec what is wanted
 * @param why the one before does not do
 * @param budgetsAfter what is written on the Secret with it
 * @param uid of the Secret that is overwritten; empty for a new one
 * @param ingresses who asks, the oldest first
 * @param problems what stands in somebody's way nevertheless
 */
public record Order(
        CertificateSpec spec,
        Violation why,
        IssuanceBudgets budgetsAfter,
        String uid,
        List<ObjectRef> ingresses,
        List<Problem> problems) {
    private static final int NAMED_HOSTS = 20;

    /**
     * How the certificate stands once it is stored. A new Secret's UID is not known before it is read again, and then
     * the renewal is corrected by at most the jitter.
     */
    public CertificateStatus stored(CertificateFacts issued) {
        var renewal = RenewalTime.of(issued, spec.options().renewBefore(), uid);
        return new CertificateStatus(spec.hosts(), issued, renewal, why.toString(), "Issued", problems);
    }

    /** What everybody who asks for it is told then. */
    public List<Notice> told(CertificateFacts issued) {
        var reason = why.reason() == Violation.Reason.Renewing ? "Renewed" : "CertificateIssued";
        var message = "Secret " + spec.secret().name() + " holds a certificate for " + named(spec.hosts())
                + ", valid until " + issued.notAfter() + " (" + why + ")";
        return ingresses.stream()
                .map(ingress -> new Notice(ingress, reason, message))
                .toList();
    }

    /** How the certificate stands while the issuer works on it; {@code what} it waits for, in a few words. */
    public CertificateStatus pending(String what, Instant until) {
        return CertificateStatus.without(
                spec.hosts(), "Pending: " + what + ", looked at again at " + until + " (" + why + ")", problems);
    }

    private static String named(List<String> hosts) {
        var named = String.join(", ", hosts.subList(0, Math.min(hosts.size(), NAMED_HOSTS)));
        return hosts.size() <= NAMED_HOSTS ? named : named + " and " + (hosts.size() - NAMED_HOSTS) + " more";
    }
}

package io.portico.certmanager.issuer;

import io.portico.certmanager.crypto.CertificateAuthority;
import io.portico.certmanager.crypto.CertificateMaker;
import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.CertificateSpec;
import io.portico.certmanager.model.plan.CertificatePlan;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The CA {@code kube-ca}.
 *
 * @param current as it was read last; empty while it cannot sign
 */
public record AuthorityIssuer(Supplier<Optional<CertificateAuthority>> current, CertificateMaker maker)
        implements Issuer {

    @Override
    public Optional<AuthorityFacts> authority() {
        return current.get().map(CertificateAuthority::facts);
    }

    @Override
    public Answer request(CertificateSpec spec, Instant now) {
        return current.get()
                .<Answer>map(authority -> new Answer.Issued(maker.leaf(spec, authority, now)))
                .orElseGet(() -> new Answer.Pending("the CA", now.plus(CertificatePlan.POLL)));
    }
}

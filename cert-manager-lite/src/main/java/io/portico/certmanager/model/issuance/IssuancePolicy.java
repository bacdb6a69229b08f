package io.portico.certmanager.model.issuance;

import java.util.Optional;

/** One reason to issue a certificate, as a function of the situation. */
@FunctionalInterface
public interface IssuancePolicy {
    /** Empty when this policy is content with the stored certificate. */
    Optional<Violation> violation(Situation situation);
}

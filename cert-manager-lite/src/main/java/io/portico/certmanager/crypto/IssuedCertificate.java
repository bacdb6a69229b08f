package io.portico.certmanager.crypto;

import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.CertificateFacts;

/**
 * What goes into a Secret of type kubernetes.io/tls.
 *
 * @param certificateChain {@code tls.crt}: the leaf, then the CA's certificates below the root
 * @param privateKey {@code tls.key}, PKCS#8
 * @param trustAnchor {@code ca.crt}
 * @param facts of the leaf
 * @param authority who signed it
 */
public record IssuedCertificate(
        String certificateChain,
        String privateKey,
        String trustAnchor,
        CertificateFacts facts,
        AuthorityFacts authority) {

    /** Without the private key, so that no log ever shows it. */
    @Override
    public String toString() {
        return "IssuedCertificate[" + facts + "]";
    }
}

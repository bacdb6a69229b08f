package io.portico.certmanager.crypto;

import io.portico.certmanager.model.CertificateFacts;
import io.portico.certmanager.model.StoredPair;
import java.util.ArrayList;

/** Reads the certificate and key of a Secret of type kubernetes.io/tls. */
public final class PairReading {
    private PairReading() {}

    /** What {@code tls.crt} and {@code tls.key} are, seen by that CA; empty bytes count as absent. Never throws. */
    public static StoredPair of(byte[] certificate, byte[] privateKey, CertificateAuthority authority) {
        var absent = new ArrayList<String>();
        if (certificate.length == 0) {
            absent.add("tls.crt");
        }
        if (privateKey.length == 0) {
            absent.add("tls.key");
        }
        if (!absent.isEmpty()) {
            return new StoredPair.Absent(absent);
        }
        try {
            var leaf = Certificates.read(certificate).getFirst();
            var facts = new CertificateFacts(
                    Certificates.hosts(leaf),
                    leaf.getIssuerX500Principal().getName(),
                    Certificates.signed(leaf, authority.certificate()),
                    leaf.getNotBefore().toInstant(),
                    leaf.getNotAfter().toInstant());
            try {
                return PrivateKeys.match(PrivateKeys.read(privateKey), leaf.getPublicKey())
                        ? new StoredPair.Intact(facts)
                        : new StoredPair.BrokenKey("does not belong to the certificate");
            } catch (InvalidPemException e) {
                return new StoredPair.BrokenKey(e.sentence());
            }
        } catch (InvalidPemException e) {
            return new StoredPair.BrokenCertificate(e.sentence());
        }
    }
}

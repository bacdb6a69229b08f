package io.portico.certmanager.crypto;

import io.portico.certificates.Certificates;
import io.portico.certificates.TlsKeyPair;
import io.portico.certmanager.model.CertificateFacts;
import io.portico.certmanager.model.StoredPair;
import java.util.List;

/** Reads the certificate and key of a Secret of type kubernetes.io/tls. */
public final class PairReading {
    private static final byte[] NO_AUTHORITIES = {};

    private PairReading() {}

    /** What {@code tls.crt} and {@code tls.key} are, seen by that CA; empty bytes count as absent. Never throws. */
    public static StoredPair of(byte[] certificate, byte[] privateKey, CertificateAuthority authority) {
        return switch (TlsKeyPair.read(certificate, privateKey, NO_AUTHORITIES)) {
            case TlsKeyPair.Absent(var entries) -> new StoredPair.Absent(entries);
            case TlsKeyPair.Unusable(var entry, var fault) ->
                entry.equals("tls.crt") ? new StoredPair.BrokenCertificate(fault) : new StoredPair.BrokenKey(fault);
            case TlsKeyPair.Usable usable -> {
                var leaf = usable.leaf();
                yield new StoredPair.Intact(new CertificateFacts(
                        List.copyOf(usable.names()),
                        leaf.getIssuerX500Principal().getName(),
                        Certificates.issued(authority.certificate(), leaf),
                        leaf.getNotBefore().toInstant(),
                        leaf.getNotAfter().toInstant()));
            }
        };
    }
}

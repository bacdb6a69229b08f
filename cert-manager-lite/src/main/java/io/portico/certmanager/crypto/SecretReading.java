package io.portico.certmanager.crypto;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Secret;
import io.portico.certificates.Certificates;
import io.portico.certificates.InvalidPemException;
import io.portico.certificates.TlsKeyPair;
import io.portico.certmanager.model.CertificateFacts;
import io.portico.certmanager.model.IssuanceBudget;
import io.portico.certmanager.model.IssuanceBudgets;
import io.portico.certmanager.model.ManagedSecret;
import io.portico.certmanager.model.StoredPair;
import io.portico.certmanager.model.StoredSecret;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reduces a Secret to what decisions need; the key is read, compared with the certificate, and forgotten. */
public final class SecretReading {
    private SecretReading() {}

    /** A Secret as the API server has it. Never throws. */
    public static StoredSecret of(Secret secret) {
        var metadata = secret.getMetadata();
        var annotations = requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of());
        var labels = requireNonNullElse(metadata.getLabels(), Map.<String, String>of());
        var identity = annotations.get(ManagedSecret.IDENTITY);
        var authority = SecretData.decode(secret, ManagedSecret.TRUST_ANCHOR);
        return new StoredSecret(
                requireNonNullElse(metadata.getUid(), ""),
                requireNonNullElse(secret.getType(), "Opaque"),
                ManagedSecret.LABEL_VALUE.equals(labels.get(ManagedSecret.LABEL)) || identity != null,
                identity,
                annotations.get(ManagedSecret.AUTHORITY),
                annotations.getOrDefault(ManagedSecret.REASON, ""),
                new IssuanceBudgets(
                        IssuanceBudget.parse(annotations.get(ManagedSecret.ISSUANCES)),
                        IssuanceBudget.parse(annotations.get(ManagedSecret.ISSUANCES_FOR_AUTHORITY))),
                pair(
                        SecretData.decode(secret, ManagedSecret.CERTIFICATE),
                        SecretData.decode(secret, ManagedSecret.KEY),
                        authority),
                SecretData.digest(authority));
    }

    /** What {@code tls.crt} and {@code tls.key} are, with {@code ca.crt} beside them; empty bytes count as absent. */
    static StoredPair pair(byte[] certificate, byte[] privateKey, byte[] authorities) {
        return switch (TlsKeyPair.read(certificate, privateKey, authorities)) {
            case TlsKeyPair.Absent(var entries) -> new StoredPair.Absent(entries);
            case TlsKeyPair.Unusable(var entry, var fault) ->
                entry.equals(ManagedSecret.CERTIFICATE)
                        ? new StoredPair.BrokenCertificate(fault)
                        : new StoredPair.BrokenKey(fault);
            case TlsKeyPair.Usable usable -> new StoredPair.Intact(facts(usable, authorities));
        };
    }

    private static CertificateFacts facts(TlsKeyPair.Usable pair, byte[] authorities) {
        var leaf = pair.leaf();
        return new CertificateFacts(
                List.copyOf(pair.names()),
                leaf.getIssuerX500Principal().getName(),
                Stream.concat(pair.chain().stream().skip(1), known(authorities).stream())
                        .filter(issuer -> Certificates.issued(issuer, leaf))
                        .findFirst()
                        .map(Certificates::fingerprint)
                        .orElse(""),
                leaf.getNotBefore().toInstant(),
                leaf.getNotAfter().toInstant());
    }

    private static List<X509Certificate> known(byte[] authorities) {
        try {
            return Certificates.read(authorities);
        } catch (InvalidPemException e) {
            return List.of();
        }
    }
}

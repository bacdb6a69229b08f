package io.portico.ingress.tls;

import io.fabric8.kubernetes.api.model.Secret;
import io.portico.certificates.Certificates;
import io.portico.certificates.TlsKeyPair;
import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.certificates.ServerCertificate.Remark;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads {@code tls.crt} and {@code tls.key} of a Secret (kubernetes.io/tls or Opaque), as {@link TlsKeyPair} sees them.
 * What is wrong is told in words and never thrown.
 */
public final class CertificateReader {
    private static final byte[] NONE = {};

    private CertificateReader() {}

    /** What a Secret holds; broken ones keep what the same Secret held before. */
    public static CertificateSource read(Secret secret, Optional<ServerCertificate> lastGood) {
        return switch (TlsKeyPair.read(data(secret, "tls.crt"), data(secret, "tls.key"), data(secret, "ca.crt"))) {
            case TlsKeyPair.Usable usable -> new CertificateSource.Usable(certificate(secret, usable));
            case TlsKeyPair.Unusable(var entry, var fault) ->
                new CertificateSource.Broken("has a " + entry + " that " + fault, lastGood);
            case TlsKeyPair.Absent(var entries) ->
                new CertificateSource.Broken("has no " + String.join(" and no ", entries), lastGood);
        };
    }

    private static ServerCertificate certificate(Secret secret, TlsKeyPair.Usable pair) {
        var metadata = secret.getMetadata();
        return new ServerCertificate(
                metadata.getNamespace() + "/" + metadata.getName(),
                pair.chain(),
                pair.key(),
                pair.names(),
                Certificates.fingerprint(pair.leaf()),
                pair.remarks().stream()
                        .map(remark -> new Remark(remark.reason(), remark.words()))
                        .toList());
    }

    /** Empty where there is none. The API server lets no invalid base64 in. */
    private static byte[] data(Secret secret, String name) {
        var encoded = secret.getData() == null ? null : secret.getData().get(name);
        return encoded == null ? NONE : Base64.getMimeDecoder().decode(encoded);
    }
}

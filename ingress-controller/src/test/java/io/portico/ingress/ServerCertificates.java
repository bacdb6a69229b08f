package io.portico.ingress;

import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.tls.CertificateReader;
import io.portico.testkit.SelfSigned;
import java.util.Optional;

/** Certificates as they are read from Secrets. */
public final class ServerCertificates {
    private ServerCertificates() {}

    /** A self-signed one, with a new {@code EC} or {@code RSA} key, for these DNS names. */
    public static ServerCertificate selfSigned(String algorithm, String... names) {
        var secret = SelfSigned.secret("test", names[0], SelfSigned.keyPair(algorithm), names);
        return ((CertificateSource.Usable) CertificateReader.read(secret, Optional.empty())).certificate();
    }
}

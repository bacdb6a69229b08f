package io.portico.ingress.tls;

import io.portico.certificates.CertificateSigning;
import io.portico.certificates.Certificates;
import io.portico.ingress.model.certificates.ServerCertificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/**
 * The certificate of last resort: self-signed, made anew at each start, valid for a year, and telling by its name what
 * the visitor looks at.
 */
public final class DefaultCertificate {
    /** The common name that says where the certificate comes from. */
    public static final String COMMON_NAME = "Portico default certificate";

    private static final Duration BACKDATED = Duration.ofHours(1);
    private static final Duration VALID = Duration.ofDays(365);

    private DefaultCertificate() {}

    /** A new key (ECDSA P-256) and a certificate that begins now. */
    public static ServerCertificate create(Instant now) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var keys = generator.generateKeyPair();
            var name = CertificateSigning.name(COMMON_NAME);
            var builder = new JcaX509v3CertificateBuilder(
                            name,
                            CertificateSigning.serialNumber(new SecureRandom()),
                            Date.from(now.minus(BACKDATED)),
                            Date.from(now.plus(VALID)),
                            name,
                            keys.getPublic())
                    .addExtension(Extension.basicConstraints, false, new BasicConstraints(false));
            var certificate = CertificateSigning.sign(builder, keys.getPrivate());
            return new ServerCertificate(
                    "self-made",
                    List.of(certificate),
                    keys.getPrivate(),
                    Set.of(),
                    Certificates.fingerprint(certificate));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes ECDSA P-256 keys", e);
        }
    }
}

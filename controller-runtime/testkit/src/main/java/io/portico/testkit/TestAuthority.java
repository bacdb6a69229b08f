package io.portico.testkit;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA for the control plane of a test cluster: its certificates are good for thirty days. */
public final class TestAuthority {
    private final String subject;
    private final KeyPair keys;

    /** The PEM files of a certificate and of its private key, PKCS#8. */
    public record Pair(Path certificate, Path key) {}

    /** A new one. */
    public static TestAuthority create(String commonName) {
        return new TestAuthority("CN=" + commonName);
    }

    private TestAuthority(String subject) {
        this.subject = subject;
        this.keys = SelfSigned.keyPair("EC");
    }

    /** Writes its own certificate to that file. */
    public Path write(Path file) throws IOException {
        try {
            var builder =
                    builder(keys, subject).addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            return write(file, "CERTIFICATE", sign(builder));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("the CA's certificate could not be made", e);
        }
    }

    /**
     * Issues a certificate with a new key to the files {@code NAME.crt} and {@code NAME.key}.
     *
     * @param name of the files
     * @param names what it is good for: {@link GeneralName#iPAddress} or {@link GeneralName#dNSName} each; may be empty
     */
    public Pair issue(Path directory, String name, String commonName, List<GeneralName> names) throws IOException {
        try {
            var pair = SelfSigned.keyPair("EC");
            var builder = builder(pair, "CN=" + commonName);
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            return new Pair(
                    write(directory.resolve(name + ".crt"), "CERTIFICATE", sign(builder)),
                    write(
                            directory.resolve(name + ".key"),
                            "PRIVATE KEY",
                            pair.getPrivate().getEncoded()));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("the certificate of " + commonName + " could not be made", e);
        }
    }

    private JcaX509v3CertificateBuilder builder(KeyPair subjectKey, String of) {
        var now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                new X500Principal(subject),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(30, ChronoUnit.DAYS)),
                new X500Principal(of),
                subjectKey.getPublic());
    }

    private byte[] sign(X509v3CertificateBuilder builder) throws OperatorCreationException, IOException {
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
    }

    static Path write(Path file, String type, byte[] der) throws IOException {
        return Files.writeString(file, SelfSigned.pem(type, der));
    }
}

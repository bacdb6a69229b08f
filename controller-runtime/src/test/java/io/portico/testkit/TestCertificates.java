package io.portico.testkit;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The PEM files of a test control plane: a CA, the API server's certificate, the ServiceAccount keys. */
record TestCertificates(
        Path caCertificate, Path serverCertificate, Path serverKey, Path accountKey, Path accountPublicKey) {

    static TestCertificates create(Path directory, String address) throws IOException {
        try {
            var ca = keyPair();
            var caCertificate = builder("CN=portico-test-ca", ca, "CN=portico-test-ca")
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.getPrivate()));
            var server = keyPair();
            var names = new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.iPAddress, address),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.dNSName, "kubernetes.default.svc")
            });
            var serverCertificate = builder("CN=portico-test-ca", server, "CN=kube-apiserver")
                    .addExtension(Extension.subjectAlternativeName, false, names)
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.getPrivate()));
            var account = keyPair();
            return new TestCertificates(
                    write(directory.resolve("ca.crt"), "CERTIFICATE", caCertificate.getEncoded()),
                    write(directory.resolve("server.crt"), "CERTIFICATE", serverCertificate.getEncoded()),
                    write(
                            directory.resolve("server.key"),
                            "PRIVATE KEY",
                            server.getPrivate().getEncoded()),
                    write(
                            directory.resolve("sa.key"),
                            "PRIVATE KEY",
                            account.getPrivate().getEncoded()),
                    write(
                            directory.resolve("sa.pub"),
                            "PUBLIC KEY",
                            account.getPublic().getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the control plane's certificates could not be made", e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(String issuer, KeyPair subjectKey, String subject)
            throws CertIOException {
        var now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                new X500Principal(issuer),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(30, ChronoUnit.DAYS)),
                new X500Principal(subject),
                subjectKey.getPublic());
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Path write(Path file, String type, byte[] der) throws IOException {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}

package io.portico.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;

/** The PEM files of a test control plane: a CA, the API server's certificate, the ServiceAccount keys. */
record TestCertificates(
        Path caCertificate, Path serverCertificate, Path serverKey, Path accountKey, Path accountPublicKey) {

    static TestCertificates create(Path directory, String address) throws IOException {
        var authority = TestAuthority.create("portico-test-ca");
        var server = authority.issue(
                directory,
                "server",
                "kube-apiserver",
                List.of(
                        new GeneralName(GeneralName.iPAddress, address),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.dNSName, "kubernetes.default.svc")));
        var account = SelfSigned.keyPair("EC");
        return new TestCertificates(
                authority.write(directory.resolve("ca.crt")),
                server.certificate(),
                server.key(),
                TestAuthority.write(
                        directory.resolve("sa.key"),
                        "PRIVATE KEY",
                        account.getPrivate().getEncoded()),
                TestAuthority.write(
                        directory.resolve("sa.pub"),
                        "PUBLIC KEY",
                        account.getPublic().getEncoded()));
    }
}

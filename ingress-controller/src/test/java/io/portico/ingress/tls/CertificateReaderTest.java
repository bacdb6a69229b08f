package io.portico.ingress.tls;

import static io.portico.testkit.SelfSigned.certificate;
import static io.portico.testkit.SelfSigned.keyPair;
import static io.portico.testkit.SelfSigned.pem;
import static io.portico.testkit.SelfSigned.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.portico.ingress.ServerCertificates;
import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.testkit.Commands;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;

class CertificateReaderTest {
    private final KeyPair rsa = keyPair("RSA");
    private final KeyPair ec = keyPair("EC");

    @Test
    void keys_are_read_in_pkcs8_pkcs1_and_sec1() throws Exception {
        for (var keys : List.of(rsa, ec)) {
            var crt = crt(keys, "shop.example");
            var traditional = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
                    .parsePrivateKey()
                    .toASN1Primitive()
                    .getEncoded();
            var type = keys == rsa ? "RSA PRIVATE KEY" : "EC PRIVATE KEY";
            for (var key : List.of(
                    pem("PRIVATE KEY", keys.getPrivate().getEncoded()),
                    pem(type, traditional),
                    pem("EC PARAMETERS", new byte[] {6, 0}) + pem(type, traditional))) {
                assertThat(read(crt, key)).isInstanceOfSatisfying(CertificateSource.Usable.class, usable -> {
                    assertThat(usable.certificate().names()).containsExactly("shop.example");
                    assertThat(usable.certificate().key()).isEqualTo(keys.getPrivate());
                    assertThat(usable.certificate())
                            .hasToString(usable.certificate().toString());
                    assertThat(usable.certificate().toString()).doesNotContain("PRIVATE");
                });
            }
        }
    }

    @Test
    void what_openssl_writes_is_read() {
        for (var algorithm : List.of("rsa:2048", "ec -pkeyopt ec_paramgen_curve:secp384r1", "ed25519")) {
            var made = Commands.attempt(List.of(
                    "bash",
                    "-c",
                    "openssl req -x509 -nodes -newkey " + algorithm
                            + " -keyout - -subj /CN=x -addext subjectAltName=DNS:shop.example 2>/dev/null"));
            assertThat(made.succeeded()).isTrue();
            assertThat(read(made.output(), made.output())).isInstanceOf(CertificateSource.Usable.class);
        }
    }

    @Test
    void what_is_wrong_is_said_in_words() throws Exception {
        var crt = crt(rsa, "shop.example");
        var key = pem("PRIVATE KEY", rsa.getPrivate().getEncoded());
        assertThat(fault(crt, pem("PRIVATE KEY", keyPair("RSA").getPrivate().getEncoded())))
                .isEqualTo("has a tls.key that does not belong to the certificate in tls.crt");
        assertThat(fault(crt, pem("PRIVATE KEY", ec.getPrivate().getEncoded())))
                .isEqualTo("has a tls.key that is of kind EC, and the certificate in tls.crt needs one of kind RSA");
        assertThat(fault(crt, pem("ENCRYPTED PRIVATE KEY", new byte[] {1})))
                .isEqualTo("has a tls.key that is encrypted; store it without a passphrase");
        assertThat(fault(crt, "nonsense")).startsWith("has a tls.key that has no PEM block PRIVATE KEY");
        assertThat(fault("nonsense", key)).isEqualTo("has a tls.crt that has no PEM block CERTIFICATE");
        assertThat(fault(pem("CERTIFICATE", new byte[] {0x30, 3, 1, 1, 1}), key))
                .startsWith("has a tls.crt that has a certificate that cannot be read: ");
        assertThat(fault("", key)).isEqualTo("has no tls.crt");
        assertThat(fault(crt, "")).isEqualTo("has no tls.key");
        assertThat(CertificateReader.read(
                        new SecretBuilder().withNewMetadata().endMetadata().build(), Optional.empty()))
                .isEqualTo(new CertificateSource.Broken("has no tls.crt and no tls.key", Optional.empty()));
    }

    @Test
    void a_broken_secret_keeps_what_it_held_before() {
        var before = ServerCertificates.selfSigned("EC", "shop.example");
        assertThat(CertificateReader.read(secret("a", "b", "", ""), Optional.of(before)))
                .isEqualTo(new CertificateSource.Broken("has no tls.crt and no tls.key", Optional.of(before)));
    }

    @Test
    void openssl_reads_the_self_made_certificate() throws CertificateEncodingException {
        var made = DefaultCertificate.create(java.time.Instant.parse("2026-01-02T03:04:05Z"));
        var text = Commands.attempt(
                        List.of("openssl", "x509", "-noout", "-text"),
                        pem("CERTIFICATE", made.chain().getFirst().getEncoded()))
                .output();
        assertThat(text)
                .contains(
                        "Version: 3", "Subject: CN = Portico default certificate", "Not After : Jan  2 03:04:05 2027");
        assertThat(made.covers("shop.example")).isFalse();
    }

    private static CertificateSource read(String crt, String key) {
        return CertificateReader.read(secret("test", "web", crt, key), Optional.empty());
    }

    private static String fault(String crt, String key) {
        return ((CertificateSource.Broken) read(crt, key)).fault();
    }

    private static String crt(KeyPair keys, String... names) throws CertificateEncodingException {
        return pem("CERTIFICATE", certificate(keys, names).getEncoded());
    }
}

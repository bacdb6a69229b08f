package io.portico.certmanager.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.portico.certificates.Certificates;
import io.portico.certificates.InvalidPemException;
import io.portico.certificates.KeyPairs;
import io.portico.certmanager.model.CertificateOptions;
import io.portico.certmanager.model.CertificateSpec;
import io.portico.certmanager.model.KeyAlgorithm;
import io.portico.certmanager.model.StoredPair;
import io.portico.runtime.values.NamespacedName;
import io.portico.testkit.Commands;
import io.portico.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys and certificates that cannot be used: each gets the right sentence, none an unexpected exception. */
class UnusableInputTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final SecureRandom random = new SecureRandom();
    private final CertificateMaker maker = new CertificateMaker(random);
    private final CertificateAuthority authority = maker.authority("kube-ca", NOW);
    private final String certificate = authority.certificatePem();
    private final String key = authority.privateKeyPem();

    @Test
    void a_ca_must_be_complete_valid_and_a_ca() {
        var other = maker.authority("other", NOW);
        var leaf = maker.leaf(
                new CertificateSpec(new NamespacedName("a", "b"), List.of("a.example.com"), CertificateOptions.DEFAULT),
                authority,
                NOW);
        assertUnusable("", key, "the Secret has no tls.crt");
        assertUnusable("x", key, "tls.crt has no PEM block CERTIFICATE");
        assertUnusable(certificate, "x", "tls.key has no PEM block PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY");
        assertUnusable(certificate, other.privateKeyPem(), "tls.key does not belong to the certificate in tls.crt");
        assertUnusable(
                leaf.certificateChain(),
                leaf.privateKey(),
                "tls.crt is not a CA's certificate (basicConstraints has no CA:TRUE)");
        assertUnusable(certificate.replace("M", "?"), key, "tls.crt has a PEM block CERTIFICATE that is not base64");
        assertUnusable(
                block("CERTIFICATE", 48, 1),
                key,
                "tls.crt has a certificate that cannot be read: Incomplete BER/DER data");
        assertUnusable(certificate, block("PRIVATE KEY", 48, 1), "tls.key is not a private key that can be read");
        assertUnusable(certificate, block("RSA PRIVATE KEY", 48, 0), "tls.key is not a private key that can be read");
        assertUnusable(certificate, block("EC PRIVATE KEY", 48, 1), "tls.key is not a private key that can be read");
        assertUnusableAt(NOW.plus(Duration.ofDays(3650)), "tls.crt ended at 2036-02-27T00:00:00Z");
        assertUnusableAt(NOW.minus(Duration.ofHours(2)), "tls.crt is not valid before 2026-02-28T23:00:00Z");
    }

    @Test
    @Requires(Requires.Need.OPENSSL)
    void encrypted_keys_of_both_formats_are_refused_with_the_remedy() {
        for (var traditional : List.of("", "-traditional")) {
            var encrypted = Commands.run(List.of(
                    "sh",
                    "-c",
                    "openssl genrsa 2048 2>/dev/null | openssl rsa -aes128 -passout pass:secret " + traditional
                            + " 2>/dev/null"));
            assertThat(encrypted).contains("ENCRYPTED");
            assertUnusable(certificate, encrypted, "tls.key is encrypted; store it without a passphrase");
        }
    }

    @Test
    @Requires(Requires.Need.OPENSSL)
    void a_short_rsa_key_is_refused() {
        var pem = Commands.run(List.of(
                "sh",
                "-c",
                "openssl req -x509 -newkey rsa:1024 -nodes -subj /CN=short -keyout /dev/stdout 2>/dev/null"));
        assertThatExceptionOfType(InvalidPemException.class)
                .isThrownBy(() -> CertificateAuthority.read(bytes(pem), bytes(pem), null, Instant.now()))
                .withMessage("tls.key is an RSA key of less than 2048 bits");
    }

    @Test
    void a_foreign_root_above_the_chain_is_refused() {
        var other = maker.authority("other", NOW);
        var below = new CertificateAuthority(List.of(authority.certificate()), other.certificate(), authority.key());
        assertThat(below.trustAnchorPem()).isEqualTo(other.certificatePem());
        assertThat(Certificates.issued(other.certificate(), authority.certificate()))
                .isFalse();
    }

    @Test
    void a_stored_pair_says_which_half_is_broken() {
        var issued = maker.leaf(
                new CertificateSpec(new NamespacedName("a", "b"), List.of("a.example.com"), CertificateOptions.DEFAULT),
                authority,
                NOW);
        var chain = issued.certificateChain();
        assertThat(pair("", "")).isEqualTo(new StoredPair.Absent(List.of("tls.crt", "tls.key")));
        assertThat(pair(chain, "")).isEqualTo(new StoredPair.Absent(List.of("tls.key")));
        assertThat(pair("x", issued.privateKey()))
                .isEqualTo(new StoredPair.BrokenCertificate("has no PEM block CERTIFICATE"));
        assertThat(pair(chain, key))
                .isEqualTo(new StoredPair.BrokenKey("does not belong to the certificate in tls.crt"));
        assertThat(pair(
                        chain,
                        KeyPairs.print(PrivateKeys.generate(KeyAlgorithm.RSA, 2048, random)
                                .getPrivate())))
                .isEqualTo(new StoredPair.BrokenKey(
                        "is of kind RSA, and the certificate in tls.crt needs one of kind EC"));
        assertThat(pair(chain, issued.privateKey())).isEqualTo(new StoredPair.Intact(issued.facts()));
    }

    private StoredPair pair(String chain, String privateKey) {
        return SecretReading.pair(bytes(chain), bytes(privateKey), bytes(certificate));
    }

    private void assertUnusable(String tlsCrt, String tlsKey, String sentence) {
        assertThatExceptionOfType(InvalidPemException.class)
                .isThrownBy(() -> CertificateAuthority.read(bytes(tlsCrt), bytes(tlsKey), null, NOW))
                .withMessage(sentence);
    }

    private void assertUnusableAt(Instant now, String sentence) {
        assertThatExceptionOfType(InvalidPemException.class)
                .isThrownBy(() -> CertificateAuthority.read(bytes(certificate), bytes(key), null, now))
                .withMessage(sentence);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String block(String label, int... der) {
        var bytes = new byte[der.length];
        for (var i = 0; i < der.length; i++) {
            bytes[i] = (byte) der[i];
        }
        return "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }
}

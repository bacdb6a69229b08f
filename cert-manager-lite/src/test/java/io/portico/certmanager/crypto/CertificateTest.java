package io.portico.certmanager.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.certificates.Certificates;
import io.portico.certificates.InvalidPemException;
import io.portico.certmanager.model.CertificateOptions;
import io.portico.certmanager.model.CertificateSpec;
import io.portico.certmanager.model.KeyAlgorithm;
import io.portico.certmanager.model.StoredPair;
import io.portico.runtime.values.NamespacedName;
import io.portico.testkit.Commands;
import io.portico.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is issued, as the JDK's PKIX validator and OpenSSL see it. */
class CertificateTest {
    private final Instant now = Instant.now();
    private static final List<String> HOSTS = List.of("*.apps.example.com", "dashboard.mritd.me", "kibana.mritd.me");

    private final CertificateMaker maker = new CertificateMaker(new SecureRandom());
    private final CertificateAuthority authority = maker.authority("kube-ca", now);

    @Test
    void every_kind_of_key_gives_a_chain_that_the_jdk_trusts() throws Exception {
        for (var algorithm : KeyAlgorithm.values()) {
            for (var size : algorithm.sizes()) {
                var issued = maker.leaf(spec(algorithm, size), authority, now);
                validate(issued, now);
                assertThat(pair(issued)).as("%s %d", algorithm, size).isEqualTo(new StoredPair.Intact(issued.facts()));
            }
        }
    }

    @Test
    void a_leaf_is_a_server_certificate_and_nothing_else() throws Exception {
        var leaf = leaf(maker.leaf(spec(KeyAlgorithm.ECDSA, 256), authority, now));
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(leaf.getKeyUsage()).startsWith(true, false, false, false, false, false);
        assertThat(Certificates.dnsNames(leaf)).containsExactlyElementsOf(HOSTS);
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=*.apps.example.com");
        assertThat(leaf.getNotBefore().toInstant()).isEqualTo(seconds(now.minus(Duration.ofHours(1))));
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo(seconds(now.plus(Duration.ofDays(90))));

        var rsa = leaf(maker.leaf(spec(KeyAlgorithm.RSA, 2048), authority, now));
        assertThat(rsa.getKeyUsage()).startsWith(true, false, true, false);
    }

    @Test
    void serial_numbers_and_keys_are_new_each_time_and_serial_numbers_fit_into_twenty_octets() throws Exception {
        Set<Object> seen = new HashSet<>();
        for (var i = 0; i < 50; i++) {
            var leaf = leaf(maker.leaf(spec(KeyAlgorithm.ECDSA, 256), authority, now));
            assertThat(seen.add(leaf.getSerialNumber())).isTrue();
            assertThat(seen.add(leaf.getPublicKey())).isTrue();
            assertThat(leaf.getSerialNumber().signum()).isPositive();
            assertThat(leaf.getSerialNumber().bitLength()).isBetween(64, 159);
        }
    }

    @Test
    void a_leaf_never_outlives_its_ca() throws Exception {
        var late = now.plus(Duration.ofDays(3645));
        var issued = maker.leaf(spec(KeyAlgorithm.ECDSA, 256), authority, late);
        assertThat(issued.facts().notAfter()).isEqualTo(authority.facts().notAfter());
        validate(issued, late);
    }

    @Test
    void a_common_name_is_text_and_cannot_smuggle_other_attributes() throws Exception {
        var options = new CertificateOptions(
                KeyAlgorithm.ECDSA, 256, Duration.ofDays(1), null, "a,O=Evil Corp+OU=x \"quoted\"");
        var leaf = leaf(maker.leaf(new CertificateSpec(secret(), HOSTS, options), authority, now));
        assertThat(leaf.getSubjectX500Principal().getName("RFC2253"))
                .isEqualTo("CN=a\\,O\\=Evil Corp\\+OU\\=x \\\"quoted\\\"");
    }

    @Test
    void hosts_too_long_for_a_common_name_give_an_empty_subject_and_critical_alternative_names() throws Exception {
        var host = "a".repeat(60) + ".example.com";
        var spec = new CertificateSpec(secret(), List.of(host), CertificateOptions.DEFAULT);
        var issued = maker.leaf(spec, authority, now);
        var leaf = leaf(issued);
        assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
        assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.17");
        validate(issued, now);
    }

    @Test
    @Requires(Requires.Need.OPENSSL)
    void openssl_trusts_the_leaf_for_each_of_its_hosts_and_for_no_other(@TempDir Path directory) throws IOException {
        var issued = maker.leaf(spec(KeyAlgorithm.ECDSA, 256), authority, now);
        var leaf = Files.writeString(directory.resolve("tls.crt"), issued.certificateChain());
        var root = Files.writeString(directory.resolve("ca.crt"), issued.trustAnchor());
        for (var host : List.of("dashboard.mritd.me", "kibana.mritd.me", "x.apps.example.com")) {
            assertThat(verify(root, leaf, host).output()).contains("OK");
        }
        assertThat(verify(root, leaf, "other.mritd.me").succeeded()).isFalse();
        assertThat(Commands.run(List.of("openssl", "x509", "-in", leaf.toString(), "-noout", "-text")))
                .contains("Issuer: CN", "kube-ca", "DNS:dashboard.mritd.me, DNS:kibana.mritd.me")
                .contains("X509v3 Authority Key Identifier", "X509v3 Subject Key Identifier", "CA:FALSE")
                .contains("TLS Web Server Authentication");
    }

    @Test
    @Requires(Requires.Need.OPENSSL)
    void a_ca_made_with_openssl_in_any_key_format_signs(@TempDir Path directory) throws Exception {
        for (var authorityOfUser : opensslAuthorities(directory)) {
            var read = CertificateAuthority.read(
                    Files.readAllBytes(authorityOfUser.resolve("ca.pem")),
                    Files.readAllBytes(authorityOfUser.resolve("ca-key.pem")),
                    null,
                    Instant.now());
            var issued = maker.leaf(spec(KeyAlgorithm.ECDSA, 256), read, Instant.now());
            validate(issued, Instant.now());
            var leaf = Files.writeString(authorityOfUser.resolve("tls.crt"), issued.certificateChain());
            assertThat(verify(authorityOfUser.resolve("ca.pem"), leaf, "kibana.mritd.me")
                            .output())
                    .as("%s", authorityOfUser)
                    .contains("OK");
            assertThat(pair(issued))
                    .isInstanceOfSatisfying(
                            StoredPair.Intact.class,
                            intact -> assertThat(intact.certificate().signer())
                                    .isEqualTo(read.facts().fingerprint())
                                    .isNotEqualTo(authority.facts().fingerprint()));
        }
    }

    /** Each in a directory: PKCS#8 RSA (ten thousand days), PKCS#1 RSA, SEC1 with parameters in front, EC P-384. */
    private static List<Path> opensslAuthorities(Path directory) throws IOException {
        var script = """
                set -e
                new() { mkdir "$1"; openssl req -x509 -new -key "$2" -days 10000 -subj /CN=kube-ca -out "$1/ca.pem"; cp "$2" "$1/ca-key.pem"; }
                openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out pkcs8.pem; new pkcs8 pkcs8.pem
                openssl rsa -in pkcs8.pem -traditional -out pkcs1.pem; new pkcs1 pkcs1.pem
                openssl ecparam -name prime256v1 -genkey -out sec1.pem; new sec1 sec1.pem
                openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out p384.pem; new p384 p384.pem
                grep -q 'BEGIN RSA PRIVATE KEY' pkcs1/ca-key.pem
                grep -q 'BEGIN EC PARAMETERS' sec1/ca-key.pem
                """;
        Commands.run(List.of("sh", "-c", "cd " + directory + "\n" + script));
        return List.of(
                directory.resolve("pkcs8"),
                directory.resolve("pkcs1"),
                directory.resolve("sec1"),
                directory.resolve("p384"));
    }

    @Test
    @Requires(Requires.Need.OPENSSL)
    void an_intermediate_ca_sends_itself_along_and_the_root_is_what_clients_trust(@TempDir Path directory)
            throws Exception {
        Commands.run(List.of("sh", "-c", "cd " + directory + "\n" + """
                set -e
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -subj /CN=root -days 100 -out root.pem
                openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout mid.key -subj /CN=kube-ca -out mid.csr
                printf 'basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign\\nsubjectKeyIdentifier=hash\\n' > ext
                openssl x509 -req -in mid.csr -CA root.pem -CAkey root.key -CAcreateserial -days 50 -extfile ext -out mid.pem
                cat mid.pem root.pem > chain.pem
                """));
        var key = Files.readAllBytes(directory.resolve("mid.key"));
        var root = Files.readAllBytes(directory.resolve("root.pem"));
        var whole =
                CertificateAuthority.read(Files.readAllBytes(directory.resolve("chain.pem")), key, null, Instant.now());
        var apart =
                CertificateAuthority.read(Files.readAllBytes(directory.resolve("mid.pem")), key, root, Instant.now());
        for (var intermediate : List.of(whole, apart)) {
            var issued = maker.leaf(spec(KeyAlgorithm.ECDSA, 256), intermediate, Instant.now());
            assertThat(Certificates.read(bytes(issued.certificateChain()))).hasSize(2);
            assertThat(issued.trustAnchor().strip()).isEqualTo(new String(root, StandardCharsets.US_ASCII).strip());
            validate(issued, Instant.now());
        }
    }

    private static Commands.Result verify(Path root, Path leaf, String host) {
        return Commands.attempt(List.of(
                "openssl",
                "verify",
                "-purpose",
                "sslserver",
                "-verify_hostname",
                host,
                "-CAfile",
                root.toString(),
                leaf.toString()));
    }

    private static void validate(IssuedCertificate issued, Instant at) throws GeneralSecurityException {
        try {
            var chain = CertificateFactory.getInstance("X.509")
                    .generateCertPath(Certificates.read(bytes(issued.certificateChain())));
            var anchor = Certificates.read(bytes(issued.trustAnchor())).getFirst();
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            var _ = CertPathValidator.getInstance("PKIX").validate(chain, parameters);
        } catch (InvalidPemException e) {
            throw new AssertionError(e);
        }
    }

    private static StoredPair pair(IssuedCertificate issued) {
        return SecretReading.pair(
                bytes(issued.certificateChain()), bytes(issued.privateKey()), bytes(issued.trustAnchor()));
    }

    private static X509Certificate leaf(IssuedCertificate issued) throws InvalidPemException {
        return Certificates.read(bytes(issued.certificateChain())).getFirst();
    }

    private static CertificateSpec spec(KeyAlgorithm algorithm, int size) {
        return new CertificateSpec(
                secret(), HOSTS, new CertificateOptions(algorithm, size, Duration.ofDays(90), null, null));
    }

    private static NamespacedName secret() {
        return new NamespacedName("kube-system", "ingress-secret");
    }

    private static Instant seconds(Instant instant) {
        return Instant.ofEpochSecond(instant.getEpochSecond());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

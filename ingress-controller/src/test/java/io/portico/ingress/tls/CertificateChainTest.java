package io.portico.ingress.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.portico.ingress.TestAuthority;
import io.portico.ingress.model.CertificateSource;
import io.portico.ingress.model.ServerCertificate;
import io.portico.ingress.model.ServerCertificate.Remark;
import io.portico.testkit.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains as openssl makes them: a root, an intermediate, a leaf; and keys that may sign with RSASSA-PSS alone. */
class CertificateChainTest {
    @TempDir
    private static Path directory;

    @BeforeAll
    static void issue() {
        run("openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout root.key -out root.crt"
                + " -subj /CN=root -days 30 -addext basicConstraints=critical,CA:true");
        issue("intermediate", "root", "basicConstraints=critical,CA:true");
        issue("leaf", "intermediate", "subjectAltName=DNS:shop.example");
        issue("stranger", "root", "subjectAltName=DNS:stranger.example");
    }

    @Test
    void a_chain_in_order_is_served_as_it_is_and_needs_no_word() {
        assertThat(read("leaf", "leaf", "intermediate", "root")).satisfies(chain("leaf", "intermediate", "root"));
        assertThat(read("leaf", "leaf", "intermediate", "root").remarks()).isEmpty();
    }

    @Test
    void a_chain_that_begins_with_the_ca_is_sorted_and_the_owner_told() {
        for (var order : List.of(
                List.of("intermediate", "leaf"),
                List.of("root", "intermediate", "leaf"),
                List.of("intermediate", "root", "leaf"))) {
            var certificate = read("leaf", order.toArray(String[]::new));
            assertThat(certificate.names()).containsExactly("shop.example");
            assertThat(certificate.chain().getFirst().getSubjectX500Principal().getName())
                    .isEqualTo("CN=leaf");
            assertThat(certificate.remarks())
                    .filteredOn(remark -> remark.reason().equals("CertificateChainOutOfOrder"))
                    .singleElement()
                    .satisfies(
                            remark -> assertThat(remark.words()).contains("begins with the CA", "put the leaf first"));
        }
        var shuffled = read("leaf", "leaf", "root", "intermediate");
        assertThat(shuffled).satisfies(chain("leaf", "intermediate", "root"));
        assertThat(shuffled.remarks()).extracting(Remark::reason).containsExactly("CertificateChainOutOfOrder");
        assertThat(read("leaf", "leaf", "stranger", "intermediate", "root"))
                .satisfies(chain("leaf", "intermediate", "root"));
    }

    @Test
    void a_leaf_without_its_intermediate_is_told_unless_its_issuer_is_known() {
        assertThat(read("leaf", "leaf").remarks()).singleElement().satisfies(remark -> {
            assertThat(remark.reason()).isEqualTo("CertificateChainIncomplete");
            assertThat(remark.words()).contains("\"CN=intermediate\"", "append", "ca.crt");
        });
        assertThat(read("leaf", "leaf", "intermediate").remarks())
                .extracting(Remark::reason)
                .containsExactly("CertificateChainIncomplete");
        var withCa = new SecretBuilder(
                        TestAuthority.secret("test", "web", pem("leaf.crt") + pem("intermediate.crt"), pem("leaf.key")))
                .addToData(
                        "ca.crt",
                        Base64.getEncoder().encodeToString(pem("root.crt").getBytes(StandardCharsets.US_ASCII)))
                .build();
        assertThat(((CertificateSource.Usable) CertificateReader.read(withCa, Optional.empty()))
                        .certificate()
                        .remarks())
                .isEmpty();
        assertThat(TestAuthority.serverCertificate("EC", "self-signed.example").remarks())
                .isEmpty();
    }

    @Test
    void a_key_of_none_of_the_certificates_is_told_as_before() {
        assertThat(fault(pem("leaf.crt") + pem("intermediate.crt"), pem("stranger.key")))
                .isEqualTo("has a tls.key that does not belong to the certificate in tls.crt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa-pss -pkeyopt rsa_keygen_bits:2048",
                "rsa-pss -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha384"
                        + " -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48"
            })
    void an_rsa_pss_pair_belongs_together(String algorithm) {
        run("openssl genpkey -algorithm " + algorithm + " -out pss.key");
        run("openssl req -x509 -key pss.key -out pss.crt -subj /CN=pss -addext subjectAltName=DNS:pss.example");
        assertThat(usable(pem("pss.crt"), pem("pss.key")).names()).containsExactly("pss.example");
        run("openssl genpkey -algorithm " + algorithm + " -out other.key");
        assertThat(fault(pem("pss.crt"), pem("other.key")))
                .isEqualTo("has a tls.key that does not belong to the certificate in tls.crt");
    }

    private static void issue(String name, String issuer, String extension) {
        run("openssl req -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout " + name + ".key -out " + name
                + ".csr -subj /CN=" + name);
        run("echo " + extension + " > ext; openssl x509 -req -in " + name + ".csr -CA " + issuer + ".crt -CAkey "
                + issuer + ".key -CAcreateserial -days 20 -extfile ext -out " + name + ".crt");
    }

    private static void run(String command) {
        Commands.run(List.of("bash", "-c", "cd " + directory + " && " + command + " 2>/dev/null"));
    }

    private static ServerCertificate read(String key, String... chain) {
        return usable(
                String.join(
                        "",
                        List.of(chain).stream().map(name -> pem(name + ".crt")).toList()),
                pem(key + ".key"));
    }

    private static ServerCertificate usable(String crt, String key) {
        return ((CertificateSource.Usable)
                        CertificateReader.read(TestAuthority.secret("test", "web", crt, key), Optional.empty()))
                .certificate();
    }

    private static String fault(String crt, String key) {
        return ((CertificateSource.Broken)
                        CertificateReader.read(TestAuthority.secret("test", "web", crt, key), Optional.empty()))
                .fault();
    }

    private static java.util.function.Consumer<ServerCertificate> chain(String... names) {
        return certificate -> assertThat(certificate.chain())
                .extracting(one -> one.getSubjectX500Principal().getName())
                .containsExactly(
                        List.of(names).stream().map(name -> "CN=" + name).toArray(String[]::new));
    }

    private static String pem(String file) {
        try {
            return Files.readString(directory.resolve(file), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

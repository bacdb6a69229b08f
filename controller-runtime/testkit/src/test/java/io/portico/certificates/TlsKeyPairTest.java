package io.portico.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.testkit.Commands;
import io.portico.testkit.Golden;
import io.portico.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the field puts into {@code tls.crt} and {@code tls.key}: {@code certificates/pairs.sh} makes it with OpenSSL.
 */
@Requires(Requires.Need.OPENSSL)
class TlsKeyPairTest {
    private static final byte[] NONE = {};
    private static final List<String> GROUPS = List.of("key", "text", "certificate", "chain");

    /** Curves that the JDK does not have, binary files, and a chain whose end cannot be read. */
    private static final Set<String> TAKEN_BY_OPENSSL_ALONE = Set.of(
            "key-secp256k1",
            "key-and-certificate-explicit-curve",
            "key-as-der",
            "certificate-as-der",
            "certificate-as-pkcs12",
            "chain-of-an-unreadable-issuer");

    @TempDir
    private static Path directory;

    private static List<Path> pairs;

    @BeforeAll
    static void write() throws IOException {
        var script = Path.of("src/test/resources/certificates/pairs.sh").toAbsolutePath();
        for (var part :
                Stream.concat(Stream.of("issue", "rsa"), GROUPS.stream()).toList()) {
            Commands.run(List.of("bash", "-c", "cd " + directory + " && bash " + script + " " + part + " 2>&1"));
        }
        try (var files = Files.list(directory)) {
            pairs = files.filter(Files::isDirectory).sorted().toList();
        }
        assertThat(pairs).hasSizeGreaterThan(60);
    }

    @Test
    void each_input_from_the_field_gets_its_verdict_or_its_sentence() {
        var text = new StringBuilder();
        pairs.forEach(pair -> text.append(pair.getFileName())
                .append(": ")
                .append(words(read(pair)))
                .append('\n'));
        Golden.assertMatches("certificates/verdicts.txt", text.toString());
    }

    @Test
    void what_openssl_takes_is_usable() {
        var taken = new ArrayList<String>();
        for (var group : GROUPS) {
            taken.addAll(takenByOpenssl(group));
        }
        taken.removeAll(TAKEN_BY_OPENSSL_ALONE);
        assertThat(taken)
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(read(directory.resolve(name))).isInstanceOf(TlsKeyPair.Usable.class));
    }

    private static List<String> takenByOpenssl(String group) {
        return Commands.run(List.of("bash", "-c", "cd " + directory + "\n" + """
                for pair in GROUP-*/; do
                  certified=$(openssl x509 -in $pair/tls.crt -noout -pubkey 2>/dev/null)
                  own=$(openssl pkey -in $pair/tls.key -pubout -passin pass: 2>/dev/null </dev/null)
                  [ -z "$certified" ] || [ "$certified" != "$own" ] || echo ${pair%/}
                done
                """.replace("GROUP", group)))
                .lines()
                .toList();
    }

    @Test
    void a_known_issuer_beside_the_chain_completes_it() throws IOException {
        var leaf = Files.readAllBytes(directory.resolve("leaf.crt"));
        var key = Files.readAllBytes(directory.resolve("leaf.key"));
        assertThat(reasons(TlsKeyPair.read(leaf, key, NONE))).containsExactly("CertificateChainIncomplete");
        assertThat(reasons(TlsKeyPair.read(leaf, key, Files.readAllBytes(directory.resolve("mid.crt")))))
                .isEmpty();
        assertThat(reasons(TlsKeyPair.read(leaf, key, Files.readAllBytes(directory.resolve("other.crt")))))
                .containsExactly("CertificateChainIncomplete");
        assertThat(reasons(TlsKeyPair.read(leaf, key, "nonsense".getBytes(StandardCharsets.US_ASCII))))
                .containsExactly("CertificateChainIncomplete");
    }

    @Test
    void a_chain_of_any_length_is_cut_where_no_client_follows() throws IOException {
        var script = """
                set -e
                echo basicConstraints=critical,CA:true > ca
                below=root
                for i in $(seq 1 12); do
                  openssl req -new -key root.key -subj /CN=ca-$i | openssl x509 -req -CA $below.crt -CAkey root.key -set_serial $i -extfile ca -out ca-$i.crt
                  cat ca-$i.crt long.crt > longer.crt; mv longer.crt long.crt; below=ca-$i
                done
                """;
        Files.writeString(directory.resolve("long.crt"), "");
        Commands.run(List.of("bash", "-c", "cd " + directory + "; {\n" + script + "} 2>&1"));
        assertThat(TlsKeyPair.read(
                        Files.readAllBytes(directory.resolve("long.crt")),
                        Files.readAllBytes(directory.resolve("root.key")),
                        NONE))
                .isInstanceOfSatisfying(
                        TlsKeyPair.Usable.class,
                        usable -> assertThat(usable.chain()).hasSize(10));
    }

    @Test
    void a_mebibyte_of_beginnings_is_read_in_one_go() {
        var many = "-----BEGIN CERTIFICATE-----\n".repeat(37_000).getBytes(StandardCharsets.US_ASCII);
        assertThat(TlsKeyPair.read(many, many, many))
                .isEqualTo(new TlsKeyPair.Unusable(
                        "tls.crt", "has a PEM block CERTIFICATE without its END line; it was cut off"));
        assertThat(Pem.blocks(many)).hasSize(37_000);
    }

    @Test
    void damaged_bytes_are_never_more_than_an_unusable_pair() throws IOException {
        var seed = System.nanoTime();
        var dice = new Random(seed);
        var verdicts = new HashSet<Class<?>>();
        for (var i = 0; i < 2000; i++) {
            var certificate = Files.readAllBytes(directory.resolve("ec.crt"));
            var key = Files.readAllBytes(directory.resolve("ec.key"));
            var hit = dice.nextBoolean() ? certificate : key;
            for (var hits = 1 + dice.nextInt(3); hits > 0; hits--) {
                hit[dice.nextInt(hit.length)] = (byte) dice.nextInt(256);
            }
            var verdict = TlsKeyPair.read(certificate, key, NONE);
            assertThat(verdict).as("seed %d", seed).isNotNull();
            verdicts.add(verdict.getClass());
        }
        assertThat(verdicts).contains(TlsKeyPair.Unusable.class);
    }

    @Test
    void no_text_about_a_pair_shows_the_key() {
        for (var pair : pairs) {
            var verdict = read(pair);
            if (verdict instanceof TlsKeyPair.Usable usable) {
                assertThat(verdict.toString())
                        .doesNotContain("PRIVATE", usable.key().toString());
            }
        }
    }

    private static TlsKeyPair read(Path pair) {
        try {
            return TlsKeyPair.read(
                    Files.readAllBytes(pair.resolve("tls.crt")), Files.readAllBytes(pair.resolve("tls.key")), NONE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> reasons(TlsKeyPair pair) {
        return pair instanceof TlsKeyPair.Usable usable
                ? usable.remarks().stream().map(Remark::reason).toList()
                : List.of(pair.toString());
    }

    private static String words(TlsKeyPair pair) {
        return switch (pair) {
            case TlsKeyPair.Absent(var entries) -> "no " + String.join(", no ", entries);
            case TlsKeyPair.Unusable(var entry, var fault) -> entry + " " + fault;
            case TlsKeyPair.Usable usable ->
                usable.key().getAlgorithm() + " for " + usable.names() + ", "
                        + usable.chain().stream()
                                .map(X509Certificate::getSubjectX500Principal)
                                .map(Object::toString)
                                .toList()
                        + usable.remarks().stream()
                                .map(remark -> "\n    " + remark.reason() + ": it " + remark.words())
                                .collect(Collectors.joining());
        };
    }
}

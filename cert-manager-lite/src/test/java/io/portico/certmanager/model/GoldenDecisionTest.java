package io.portico.certmanager.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.ingress.MergedRequests;
import io.portico.certmanager.model.issuance.Decision;
import io.portico.certmanager.model.issuance.IssuanceBudget;
import io.portico.certmanager.model.issuance.IssuanceBudgets;
import io.portico.certmanager.model.issuance.Situation;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import io.portico.testkit.Golden;
import io.portico.testkit.PureModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Ingresses and what is stored, in {@code model/BEHAVIOUR.yaml}; what is decided and what users are told, in
 * {@code model/BEHAVIOUR.txt}.
 */
class GoldenDecisionTest {
    private static final Pattern DOCUMENT_END = Pattern.compile("(?m)^---$");
    private static final Path CASES = Path.of("src/test/resources/model");

    /** What is stored; {@code identity: current} stands for that of the spec. */
    record Stored(
            String type,
            boolean foreign,
            String identity,
            String authority,
            List<String> absent,
            String brokenCertificate,
            String brokenKey,
            List<String> hosts,
            String issuer,
            Instant notBefore,
            Instant notAfter,
            boolean otherTrust) {

        StoredSecret secret(CertificateSpec spec, AuthorityFacts authority) {
            return new StoredSecret(
                    "b7f3c1de",
                    type == null ? StoredSecret.TLS_TYPE : type,
                    !foreign,
                    foreign ? null : identity == null ? spec.identity(authority) : identity,
                    this.authority == null ? authority.fingerprint() : this.authority,
                    pair(authority),
                    !otherTrust);
        }

        private StoredPair pair(AuthorityFacts authority) {
            if (absent != null) {
                return new StoredPair.Absent(absent);
            }
            if (brokenCertificate != null) {
                return new StoredPair.BrokenCertificate(brokenCertificate);
            }
            if (brokenKey != null) {
                return new StoredPair.BrokenKey(brokenKey);
            }
            var signer = issuer == null ? authority.subject() : issuer;
            return new StoredPair.Intact(
                    new CertificateFacts(hosts, signer, signer.equals(authority.subject()), notBefore, notAfter));
        }
    }

    /** The last document of each case. */
    record World(
            Instant now,
            String secret,
            Instant authorityEnds,
            String issuances,
            String issuancesForAuthority,
            Stored stored) {}

    @TestFactory
    Stream<DynamicTest> decisions() throws IOException {
        try (var files = Files.list(CASES)) {
            var cases = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
            assertThat(cases).isNotEmpty();
            return cases.stream()
                    .map(name -> DynamicTest.dynamicTest(
                            name, () -> Golden.assertMatches("model/" + name + ".txt", printout(name))));
        }
    }

    @Test
    void the_model_is_pure() {
        PureModel.assertPure("io.portico.certmanager");
    }

    private static String printout(String name) {
        var readings = new ArrayList<IngressReading>();
        World world = null;
        for (var document : DOCUMENT_END
                .splitAsStream(Golden.read("model/" + name + ".yaml"))
                .toList()) {
            if (document.contains("kind: Ingress")) {
                readings.add(IngressReading.of(Serialization.unmarshal(document, Ingress.class)));
            } else {
                world = Serialization.unmarshal(document, World.class);
            }
        }
        assertThat(world)
                .as("the last document of %s says what is stored", name)
                .isNotNull();
        return printout(readings, world);
    }

    private static String printout(List<IngressReading> readings, World world) {
        var text = new StringBuilder();
        var problems = new TreeSet<Problem>();
        readings.forEach(reading -> {
            problems.addAll(reading.problems());
            reading.otherIssuer()
                    .ifPresent(issuer -> text.append(reading.ingress())
                            .append(" is left to the issuer ")
                            .append(issuer)
                            .append('\n'));
        });
        var merged = MergedRequests.of(new NamespacedName("web", world.secret()), readings);
        problems.addAll(merged.problems());
        text.append("asked by: ").append(merged.ingresses()).append('\n');
        merged.spec().ifPresent(spec -> {
            text.append("hosts: ").append(spec.hosts()).append('\n');
            text.append("subject: ").append(spec.commonName().orElse("(empty)")).append('\n');
            text.append("options: ").append(spec.options()).append('\n');
            text.append(decision(spec, world)).append('\n');
        });
        problems.forEach(problem -> text.append(problem).append('\n'));
        return text.toString();
    }

    private static Decision decision(CertificateSpec spec, World world) {
        var ends = world.authorityEnds() == null ? Instant.parse("2036-01-01T00:00:00Z") : world.authorityEnds();
        var authority = new AuthorityFacts("CN=kube-ca", "a1b2c3", ends);
        var stored = world.stored() == null ? null : world.stored().secret(spec, authority);
        return Decision.of(
                new Situation(spec, stored, authority, world.now()),
                new IssuanceBudgets(
                        IssuanceBudget.parse(world.issuances()), IssuanceBudget.parse(world.issuancesForAuthority())));
    }
}

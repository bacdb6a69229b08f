package io.portico.certmanager.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.ingress.MergedRequests;
import io.portico.certmanager.model.issuance.Decision;
import io.portico.certmanager.model.issuance.RenewalTime;
import io.portico.certmanager.model.issuance.Situation;
import io.portico.certmanager.model.plan.CertificatePlan;
import io.portico.certmanager.model.plan.CertificateStatus;
import io.portico.certmanager.model.plan.Order;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import io.portico.testkit.Golden;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Ingresses and what is stored, in {@code model/BEHAVIOUR.yaml}; what is decided, planned and told to users, in
 * {@code model/BEHAVIOUR.txt}.
 */
class GoldenPlanTest {
    private static final Pattern DOCUMENT_END = Pattern.compile("(?m)^---$");
    private static final String AUTHORITY = "CN=kube-ca";
    private static final String FINGERPRINT = "a1b2c3";

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
            String signer,
            Instant notBefore,
            Instant notAfter,
            boolean otherTrust) {

        StoredSecret secret(CertificateSpec spec, AuthorityFacts authority, IssuanceBudgets budgets) {
            return new StoredSecret(
                    "b7f3c1de",
                    type == null ? StoredSecret.TLS_TYPE : type,
                    !foreign,
                    foreign ? null : identity == null ? spec.identity(authority) : identity,
                    this.authority == null ? authority.fingerprint() : this.authority,
                    "DoesNotExist: there is no such Secret",
                    budgets,
                    pair(authority),
                    otherTrust ? "another" : authority.trust());
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
            return new StoredPair.Intact(
                    issuer == null
                            ? new CertificateFacts(
                                    hosts, authority.subject(), authority.fingerprint(), notBefore, notAfter)
                            : new CertificateFacts(hosts, issuer, signer == null ? "" : signer, notBefore, notAfter));
        }
    }

    /** The last document of each case. */
    record World(
            Instant now,
            String secret,
            Instant authorityEnds,
            boolean authorityAway,
            String authoritySecret,
            String issuances,
            String issuancesForAuthority,
            Stored stored) {}

    @TestFactory
    Stream<DynamicTest> decisions() {
        return Golden.behaviours("model").stream()
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> Golden.assertMatches("model/" + name + ".txt", printout(name))));
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
        text.append(printout(CertificatePlan.of(input(merged, world)), world.now()));
        problems.forEach(problem -> text.append(problem).append('\n'));
        return text.toString();
    }

    /** What is written, who is told what, how it stands then, and when it is looked at again. */
    private static String printout(CertificatePlan plan, Instant now) {
        var text = new StringBuilder("plan:\n");
        plan.order().ifPresent(order -> {
            text.append("  write Secret ")
                    .append(order.spec().secret())
                    .append(", issuances ")
                    .append(order.budgetsAfter())
                    .append('\n');
            var issued = issued(order, now);
            order.told(issued)
                    .forEach(notice -> text.append("  tell ").append(notice).append('\n'));
            text.append(status(order.stored(issued)));
        });
        plan.problems()
                .forEach(problem -> text.append("  warn ").append(problem).append('\n'));
        plan.status().ifPresent(status -> text.append(status(status)));
        text.append(plan.again().map(again -> "  look again in " + again).orElse("  forget it"))
                .append('\n');
        return text.toString();
    }

    private static CertificateFacts issued(Order order, Instant now) {
        return new CertificateFacts(
                order.spec().hosts(),
                AUTHORITY,
                FINGERPRINT,
                now.minus(RenewalTime.BACKDATED),
                now.plus(order.spec().options().duration()));
    }

    private static String status(CertificateStatus status) {
        return "  status " + status.outcome()
                + (status.certificate() == null
                        ? ", nothing usable is stored"
                        : ", valid until " + status.certificate().notAfter() + ", renewal at " + status.renewal()
                                + ", issued because " + status.lastIssue())
                + "\n";
    }

    private static CertificatePlan.Input input(MergedRequests merged, World world) {
        return new CertificatePlan.Input(
                new NamespacedName("web", world.secret()),
                merged,
                merged.spec().map(spec -> stored(spec, world)).orElse(null),
                world.authorityAway() ? Optional.empty() : Optional.of(authority(world)),
                new NamespacedName("web", world.authoritySecret() == null ? "kube-ca" : world.authoritySecret()),
                IssuanceBudgets.UNSPENT,
                world.now());
    }

    private static AuthorityFacts authority(World world) {
        var ends = world.authorityEnds() == null ? Instant.parse("2036-01-01T00:00:00Z") : world.authorityEnds();
        return new AuthorityFacts(AUTHORITY, FINGERPRINT, "d4e5f6", ends);
    }

    private static IssuanceBudgets spent(World world) {
        return new IssuanceBudgets(
                IssuanceBudget.parse(world.issuances()), IssuanceBudget.parse(world.issuancesForAuthority()));
    }

    private static StoredSecret stored(CertificateSpec spec, World world) {
        return world.stored() == null ? null : world.stored().secret(spec, authority(world), spent(world));
    }

    private static Decision decision(CertificateSpec spec, World world) {
        return Decision.of(new Situation(spec, stored(spec, world), authority(world), world.now()), spent(world));
    }
}

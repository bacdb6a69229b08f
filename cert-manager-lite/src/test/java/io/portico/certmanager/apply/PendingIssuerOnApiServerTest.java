package io.portico.certmanager.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.certmanager.crypto.CertificateAuthority;
import io.portico.certmanager.crypto.CertificateMaker;
import io.portico.certmanager.issuer.Issuer;
import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.CertificateSpec;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.values.NamespacedName;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import io.portico.testkit.TestClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An issuer that takes its time, as one does that has to prove who owns the hosts. */
@Requires(Requires.Need.KUBE_API)
class PendingIssuerOnApiServerTest {
    private final KubeApi api = KubeApi.shared();
    private final String namespace = api.newNamespace("pending");
    private final NamespacedName name = new NamespacedName(namespace, "shop-tls");
    private final TestClock clock = TestClock.running();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final CertificateRegister register = new CertificateRegister(metrics);

    /** Answers at the third time of asking. */
    private static final class Slow implements Issuer {
        private final CertificateMaker maker = new CertificateMaker(new SecureRandom());
        private final CertificateAuthority authority = maker.authority("slow", Instant.now());
        private int asked;

        @Override
        public Optional<AuthorityFacts> authority() {
            return Optional.of(authority.facts());
        }

        @Override
        public Answer request(CertificateSpec spec, Instant now) {
            return ++asked < 3
                    ? new Answer.Pending("a proof for " + spec.hosts(), now.plusSeconds(7))
                    : new Answer.Issued(maker.leaf(spec, authority, now));
        }
    }

    @Test
    void while_the_issuer_works_nothing_is_written_or_spent_and_it_is_asked_again_when_it_said() {
        var issuer = new Slow();
        try (var client = ChartAccount.of(api, namespace, "portico-cert-manager-lite")
                        .client();
                var events = EventRecorder.ofLeader(client, "test", "test", clock, metrics)) {
            var reconciler = new CertificateReconciler(
                    new NamespacedName(namespace, "kube-ca"),
                    _ -> List.of(IngressReading.of(ingress())),
                    _ -> Optional.empty(),
                    client,
                    issuer,
                    register,
                    events,
                    clock);
            for (var i = 0; i < 2; i++) {
                assertThat(reconciler.reconcile(name)).contains(Duration.ofSeconds(7));
                assertThat(register.statuses().get(name).outcome())
                        .startsWith("Pending: a proof for [shop.example], looked at again at ")
                        .endsWith("(DoesNotExist: there is no such Secret)");
                assertThat(secret()).isEmpty();
            }
            assertThat(reconciler.reconcile(name)).isPresent();
            assertThat(secret()).isPresent();
            assertThat(secret().orElseThrow().getMetadata().getAnnotations().get("portico.io/issuances"))
                    .startsWith("1, last ");
            assertThat(register.statuses().get(name).outcome()).isEqualTo("Issued");

            reconciler.reconcile(name);
            assertThat(register.statuses().get(name).outcome()).isEqualTo("Keep");
            assertThat(issuer.asked).isEqualTo(3);
        }
    }

    private Optional<io.fabric8.kubernetes.api.model.Secret> secret() {
        return Optional.ofNullable(api.admin()
                .secrets()
                .inNamespace(namespace)
                .withName(name.name())
                .get());
    }

    private Ingress ingress() {
        return new IngressBuilder()
                .withNewMetadata()
                .withName("shop")
                .withNamespace(namespace)
                .addToAnnotations("cert-manager.io/cluster-issuer", "kube-ca")
                .endMetadata()
                .withNewSpec()
                .addNewTl()
                .withHosts("shop.example")
                .withSecretName(name.name())
                .endTl()
                .endSpec()
                .build();
    }
}

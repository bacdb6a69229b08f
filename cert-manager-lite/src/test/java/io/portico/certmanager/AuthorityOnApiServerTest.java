package io.portico.certmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.portico.testkit.Requires;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The CA and its trust bundle: the whole service on a real API server, under its own rights. */
@Requires(Requires.Need.KUBE_API)
class AuthorityOnApiServerTest extends OnApiServer {
    @Test
    void an_unusable_ca_is_reported_and_neither_overwritten_nor_used() {
        var broken = admin.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("kube-ca")
                        .withNamespace(install)
                        .endMetadata()
                        .addToData("tls.crt", base64("no certificate"))
                        .addToData("tls.key", base64("no key"))
                        .build())
                .create();
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        awaitEvent(install, "Warning", "AuthorityUnusable", "tls.crt has no PEM block CERTIFICATE");
        await().until(() -> replica.manager.state().toString().contains("outcome: Waiting for the CA"));
        assertThat(find("web-tls")).isEmpty();
        assertThat(admin.secrets()
                        .inNamespace(install)
                        .withName("kube-ca")
                        .get()
                        .getMetadata()
                        .getResourceVersion())
                .isEqualTo(broken.getMetadata().getResourceVersion());

        admin.secrets().inNamespace(install).withName("kube-ca").delete();
        awaitCertificate("web-tls", DASHBOARD);
    }

    @Test
    void a_new_root_is_made_when_asked_for_and_means_new_certificates_and_a_new_trust_bundle() throws Exception {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        var first = awaitCertificate("web-tls", DASHBOARD);
        askForANewRoot();
        await().until(() -> !find("web-tls").orElseThrow().getData().equals(first.getData()));
        var second = awaitCertificate("web-tls", DASHBOARD);
        var before = certificate(text(first, "ca.crt"));
        var after = certificate(text(second, "ca.crt"));
        assertThat(after.getPublicKey()).isNotEqualTo(before.getPublicKey());
        assertThat(after.getSubjectX500Principal()).isNotEqualTo(before.getSubjectX500Principal());
        leaf(second).verify(after.getPublicKey());
        await().until(() -> bundle().equals(Optional.of(text(second, "ca.crt"))));
        assertThat(authoritySecret().get().getMetadata().getAnnotations())
                .doesNotContainKey("portico.io/new-authority");
        awaitEvent(install, "Normal", "AuthorityCreated", "made a new root, as asked for");
    }

    @Test
    void a_ca_deleted_by_mistake_is_written_back_as_it_was_and_no_certificate_changes() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        awaitCertificate("web-tls", DASHBOARD);
        await().until(() -> replica.manager.state().toString().contains("outcome: Keep"));
        var ca = authoritySecret().get();
        var leafVersion = find("web-tls").orElseThrow().getMetadata().getResourceVersion();
        authoritySecret().delete();
        awaitEvent(install, "Warning", "AuthorityRestored", "the same key and certificate");
        var restored = authoritySecret().get();
        assertThat(restored.getData()).isEqualTo(ca.getData());
        assertThat(restored.getType()).isEqualTo(ca.getType());
        assertThat(restored.getMetadata().getLabels())
                .isEqualTo(ca.getMetadata().getLabels());
        apply(ingress("other", "other-tls", KIBANA));
        var other = awaitCertificate("other-tls", KIBANA);
        assertThat(text(other, "ca.crt")).isEqualTo(bundle().orElseThrow());
        assertThat(find("web-tls").orElseThrow().getMetadata().getResourceVersion())
                .isEqualTo(leafVersion);
    }

    @Test
    void a_ca_that_was_deleted_while_its_leader_ended_is_written_back_by_the_next_one() throws Exception {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        awaitCertificate("web-tls", DASHBOARD);
        var ca = authoritySecret().get();
        try (var second = new Replica(api, install, "second", clock)) {
            second.awaitSync();
            replica.close();
            authoritySecret().delete();
            await().until(() -> authoritySecret().get() != null);
            assertThat(authoritySecret().get().getData()).isEqualTo(ca.getData());
        }
    }

    @Test
    void when_nobody_remembers_a_deleted_ca_no_other_one_takes_its_place_until_it_is_asked_for() throws Exception {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        var first = awaitCertificate("web-tls", DASHBOARD);
        replica.close();
        authoritySecret().delete();
        start();
        awaitEvent(install, "Warning", "AuthorityMissing", "restored from a backup");
        apply(ingress("other", "other-tls", KIBANA));
        await().until(() -> replica.manager.state().toString().contains("outcome: Waiting for the CA"));
        assertThat(authoritySecret().get()).isNull();
        assertThat(find("other-tls")).isEmpty();
        assertThat(find("web-tls").orElseThrow().getData()).isEqualTo(first.getData());
        assertThat(bundle()).contains(text(first, "ca.crt"));

        admin.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("kube-ca")
                        .withNamespace(install)
                        .addToAnnotations("portico.io/new-authority", "true")
                        .endMetadata()
                        .build())
                .create();
        awaitCertificate("other-tls", KIBANA);
        await().until(() -> !find("web-tls").orElseThrow().getData().equals(first.getData()));
        assertThat(certificate(bundle().orElseThrow()).getSubjectX500Principal())
                .isNotEqualTo(certificate(text(first, "ca.crt")).getSubjectX500Principal());
    }

    @Test
    void a_ca_that_keeps_changing_is_blamed_itself_and_costs_the_certificate_nothing_of_its_own_budget() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        awaitCertificate("web-tls", DASHBOARD);
        for (var change = 1; change <= 5; change++) {
            var before = find("web-tls").orElseThrow().getData();
            askForANewRoot();
            await().until(() -> !find("web-tls").orElseThrow().getData().equals(before));
        }
        var last = find("web-tls").orElseThrow().getData();
        askForANewRoot();
        awaitEvent(
                "Warning", "IssuanceDelayed", "the CA in Secret " + install + "/kube-ca has changed 5 times in a row");
        assertThat(find("web-tls").orElseThrow().getData()).isEqualTo(last);
        assertThat(find("web-tls").orElseThrow().getMetadata().getAnnotations().get("portico.io/issuances"))
                .startsWith("1, last ");

        vandalise("web-tls");
        awaitCertificate("web-tls", DASHBOARD);
    }

    @Test
    void a_trust_bundle_that_is_edited_is_mended() {
        start();
        await().until(() -> bundle().isPresent());
        var truth = bundle().orElseThrow();
        admin.configMaps()
                .inNamespace(install)
                .withName("kube-ca-bundle")
                .edit(map -> new ConfigMapBuilder(map)
                        .addToData("ca.crt", "somebody else's")
                        .build());
        await().until(() -> bundle().equals(Optional.of(truth)));
    }

    @Test
    void an_ingress_in_the_install_namespace_cannot_take_the_cas_secret() {
        start();
        await().until(() -> bundle().isPresent());
        var version = authorityVersion();
        admin.resource(new IngressBuilder(ingress("thief", "kube-ca", DASHBOARD))
                        .editMetadata()
                        .withNamespace(install)
                        .endMetadata()
                        .build())
                .create();
        awaitEvent(install, "Warning", "BadConfig", "the Secret kube-ca holds the CA itself");
        assertThat(authorityVersion()).isEqualTo(version);
        admin.network().v1().ingresses().inNamespace(install).delete();
    }
}

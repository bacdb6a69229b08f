package io.portico.certmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.portico.testkit.Requires;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Certificates that are issued, renewed and left alone: the whole service on a real API server, under its own rights.
 */
@Requires(Requires.Need.KUBE_API)
class IssuanceOnApiServerTest extends OnApiServer {
    @Test
    void one_certificate_covers_every_host_of_the_tls_entry_and_is_trusted_by_the_bundle() throws Exception {
        start();
        apply(ingress("dashboard-kibana-ingress", "ingress-secret", DASHBOARD, KIBANA));

        var secret = awaitCertificate("ingress-secret", DASHBOARD, KIBANA);
        assertThat(secret.getType()).isEqualTo("kubernetes.io/tls");
        assertThat(secret.getMetadata().getOwnerReferences()).isEmpty();
        var leaf = leaf(secret);
        var bundle = admin.configMaps()
                .inNamespace(install)
                .withName("kube-ca-bundle")
                .get()
                .getData()
                .get("ca.crt");
        assertThat(text(secret, "ca.crt")).isEqualTo(bundle);
        leaf.verify(certificate(bundle).getPublicKey());
        awaitEvent("Normal", "CertificateIssued", DASHBOARD + ", " + KIBANA);
        assertThat(replica.manager.state().toString())
                .contains(namespace + "/ingress-secret:")
                .contains("hosts:\n      - " + DASHBOARD + "\n      - " + KIBANA + "\n")
                .contains("lastIssue: 'DoesNotExist: ");
        assertThat(gauge("certmanager_certificate_expiration_timestamp_seconds", "ingress-secret"))
                .contains((double) leaf.getNotAfter().toInstant().getEpochSecond());
    }

    @Test
    void a_host_that_is_added_gets_into_the_certificate() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        var before = awaitCertificate("web-tls", DASHBOARD);
        apply(ingress("web", "web-tls", DASHBOARD, KIBANA));
        var after = awaitCertificate("web-tls", DASHBOARD, KIBANA);
        assertThat(after.getData().get("tls.key")).isNotEqualTo(before.getData().get("tls.key"));
        awaitEvent("Normal", "CertificateIssued", "SecretMismatch: the certificate lacks " + KIBANA);
    }

    @Test
    void two_ingresses_that_name_one_secret_share_a_certificate_of_all_their_hosts() {
        start();
        apply(ingress("one", "shared", DASHBOARD));
        apply(ingress("two", "shared", KIBANA));
        awaitCertificate("shared", DASHBOARD, KIBANA);
    }

    @Test
    void a_deleted_secret_is_issued_again() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        var uid = awaitCertificate("web-tls", DASHBOARD).getMetadata().getUid();
        secrets("web-tls").delete();
        await().until(() -> find("web-tls")
                .filter(secret -> !secret.getMetadata().getUid().equals(uid))
                .isPresent());
        awaitCertificate("web-tls", DASHBOARD);
    }

    @Test
    void an_edited_secret_is_mended_and_what_others_added_to_it_stays() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        awaitCertificate("web-tls", DASHBOARD);
        secrets("web-tls")
                .edit(secret -> new SecretBuilder(secret)
                        .addToData("tls.key", base64("no key"))
                        .addToData("keystore", base64("another tool's"))
                        .editMetadata()
                        .addToAnnotations("example.com/note", "kept")
                        .removeFromLabels("portico.io/managed-by")
                        .endMetadata()
                        .build());
        await().untilAsserted(() -> {
            var secret = find("web-tls").orElseThrow();
            assertThat(text(secret, "tls.key")).startsWith("-----BEGIN PRIVATE KEY-----");
            assertThat(text(secret, "keystore")).isEqualTo("another tool's");
            assertThat(secret.getMetadata().getAnnotations()).containsEntry("example.com/note", "kept");
            assertThat(secret.getMetadata().getLabels()).containsEntry("portico.io/managed-by", "cert-manager-lite");
        });
        awaitEvent("Normal", "CertificateIssued", "InvalidKeyPair: tls.key has no PEM block");
    }

    @Test
    void a_secret_of_somebody_else_is_left_alone_and_the_ingress_says_so() {
        var foreign = admin.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("bought")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withType("Opaque")
                        .addToData("tls.crt", base64("bought"))
                        .addToData("tls.key", base64("bought"))
                        .build())
                .create();
        start();
        apply(ingress("shop", "bought", DASHBOARD));
        apply(ingress("web", "web-tls", KIBANA));
        awaitEvent("Warning", "ForeignSecret", "the Secret bought exists and was not made by cert-manager-lite");
        awaitCertificate("web-tls", KIBANA);
        assertThat(find("bought").orElseThrow().getMetadata().getResourceVersion())
                .isEqualTo(foreign.getMetadata().getResourceVersion());
        assertThat(gauge("certmanager_certificate_expiration_timestamp_seconds", "bought"))
                .contains(0.0);
    }

    @Test
    void a_certificate_is_renewed_after_two_thirds_of_its_life_and_not_before() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        var first = awaitCertificate("web-tls", DASHBOARD);
        await().until(() -> replica.manager.state().toString().contains("outcome: Keep"));

        clock.jump(Duration.ofDays(55));
        var before = reconciles();
        lookAgain("web-tls", DASHBOARD);
        await().until(() -> reconciles() > before);
        assertThat(find("web-tls").orElseThrow().getMetadata().getResourceVersion())
                .isEqualTo(first.getMetadata().getResourceVersion());

        clock.jump(Duration.ofDays(6));
        lookAgain("web-tls", DASHBOARD);
        await().until(() -> !find("web-tls").orElseThrow().getData().equals(first.getData()));
        awaitEvent("Normal", "Renewed", "Renewing: the certificate was due for renewal");
    }

    @Test
    void a_second_writer_that_fights_for_the_secret_is_answered_five_times_and_then_waited_out() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        awaitCertificate("web-tls", DASHBOARD);
        for (var fight = 2; fight <= 5; fight++) {
            vandalise("web-tls");
            awaitCertificate("web-tls", DASHBOARD);
        }
        vandalise("web-tls");
        awaitEvent("Warning", "IssuanceDelayed", "was issued 5 times in a row");
        assertThat(text(find("web-tls").orElseThrow(), "tls.crt")).isEqualTo("vandalised");

        replica.close();
        start();
        await().until(() -> replica.manager.state().toString().contains("outcome: IssuanceDelayed"));
        assertThat(text(find("web-tls").orElseThrow(), "tls.crt")).isEqualTo("vandalised");
        assertThat(issues()).isZero();

        clock.jump(Duration.ofMinutes(2));
        lookAgain("web-tls", DASHBOARD);
        awaitCertificate("web-tls", DASHBOARD);
    }

    @Test
    void bad_entries_get_a_sentence_and_the_good_ones_their_certificates() {
        start();
        apply(new IngressBuilder(ingress("mixed", "good-tls", DASHBOARD))
                .editSpec()
                .addNewTl()
                .withSecretName("no-hosts")
                .endTl()
                .addNewTl()
                .withHosts(KIBANA)
                .endTl()
                .endSpec()
                .editMetadata()
                .addToAnnotations("cert-manager.io/duration", "90d")
                .endMetadata()
                .build());
        awaitCertificate("good-tls", DASHBOARD);
        awaitEvent("Warning", "BadConfig", "spec.tls[1] has no hosts; write every host");
        awaitEvent("Warning", "BadConfig", "spec.tls[2] has no secretName; write the name");
        awaitEvent("Warning", "BadConfig", "cert-manager.io/duration is \"90d\"; write a duration");
        assertThat(find("no-hosts")).isEmpty();
    }

    @Test
    void a_deleted_ingress_leaves_its_secret_behind() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        var secret = awaitCertificate("web-tls", DASHBOARD);
        admin.network().v1().ingresses().inNamespace(namespace).withName("web").delete();
        await().until(() -> gauge("certmanager_certificate_expiration_timestamp_seconds", "web-tls")
                .isEmpty());
        assertThat(find("web-tls").orElseThrow().getMetadata().getResourceVersion())
                .isEqualTo(secret.getMetadata().getResourceVersion());
    }
}

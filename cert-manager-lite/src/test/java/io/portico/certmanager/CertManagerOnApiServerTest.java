package io.portico.certmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import io.portico.testkit.TestClock;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole service on a real API server, under the rights of {@code rbac.yaml}. */
@Requires(Requires.Need.KUBE_API)
class CertManagerOnApiServerTest {
    private static final String DASHBOARD = "dashboard.mritd.me";
    private static final String KIBANA = "kibana.mritd.me";

    private final KubeApi api = KubeApi.shared();
    private final KubernetesClient admin = api.admin();
    private final String install = api.newNamespace("install");
    private final String namespace = api.newNamespace("user");
    private final TestClock clock = new TestClock();
    private Replica replica;
    private int looks;

    @BeforeAll
    static void deadline() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        if (replica != null) {
            replica.close();
        }
        admin.network().v1().ingresses().inNamespace(namespace).delete();
        // A certificate of ours anywhere in the cluster means that there was a CA.
        admin.secrets().inNamespace(namespace).delete();
    }

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
    void a_restart_writes_nothing_and_keeps_the_ca() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        awaitCertificate("web-tls", DASHBOARD);
        await().until(() -> replica.manager.state().toString().contains("outcome: Keep"));
        var before = versions();
        replica.close();
        start();
        await().until(() -> replica.manager.state().toString().contains("outcome: Keep"));
        assertThat(versions()).isEqualTo(before);
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
    void an_ingress_of_another_issuer_is_left_to_it() {
        start();
        apply(new IngressBuilder(ingress("public", "public-tls", DASHBOARD))
                .editMetadata()
                .withAnnotations(Map.of("cert-manager.io/cluster-issuer", "letsencrypt"))
                .endMetadata()
                .build());
        apply(ingress("web", "web-tls", KIBANA));
        awaitCertificate("web-tls", KIBANA);
        await().until(() -> replica.manager
                .state()
                .toString()
                .contains("Ingress " + namespace + "/public: names the issuer letsencrypt"));
        assertThat(find("public-tls")).isEmpty();
    }

    @Test
    void an_issuer_of_another_kind_is_left_alone_even_under_our_name() {
        start();
        apply(annotated(
                "external",
                "external-tls",
                Map.of("cert-manager.io/issuer", "kube-ca", "cert-manager.io/issuer-kind", "AWSPCAIssuer")));
        apply(ingress("web", "web-tls", KIBANA));
        awaitCertificate("web-tls", KIBANA);
        await().until(() -> replica.manager.state().toString().contains("kube-ca (AWSPCAIssuer.cert-manager.io)"));
        assertThat(find("external-tls")).isEmpty();
    }

    @Test
    void an_ingress_whose_issuer_nobody_serves_is_told_so_once_when_its_secret_stays_away() {
        start();
        apply(annotated("public", "public-tls", Map.of("cert-manager.io/cluster-issuer", "letsencrypt")));
        apply(annotated("served", "served-tls", Map.of("cert-manager.io/cluster-issuer", "vault")));
        admin.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("served-tls")
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();
        await().until(() -> replica.manager.state().toString().contains("names the issuer letsencrypt"));
        lookedAt(3, "public");
        assertThat(events("IssuerNotServed")).isEmpty();

        clock.jump(Duration.ofMinutes(11));
        lookedAt(4, "public");
        awaitEvent("Warning", "IssuerNotServed", "names the issuer letsencrypt");
        awaitEvent("Warning", "IssuerNotServed", "write cert-manager.io/cluster-issuer: kube-ca");
        clock.jump(Duration.ofHours(1));
        lookedAt(5, "public");

        apply(ingress("web", "web-tls", KIBANA));
        awaitCertificate("web-tls", KIBANA);
        assertThat(events("IssuerNotServed")).singleElement().satisfies(event -> {
            assertThat(event.getInvolvedObject().getName()).isEqualTo("public");
            assertThat(event.getCount()).isEqualTo(1);
        });
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

    @Test
    void of_two_replicas_one_issues_and_the_other_takes_over() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        awaitCertificate("web-tls", DASHBOARD);
        await().until(() -> replica.manager.state().toString().contains("outcome: Keep"));
        try (var second = new Replica(api, install, "second", clock)) {
            var before = versions();
            replica.close();
            await().until(() -> second.manager.state().toString().contains("outcome: Keep"));
            assertThat(versions()).isEqualTo(before);
            apply(ingress("web", "web-tls", DASHBOARD, KIBANA));
            awaitCertificate("web-tls", DASHBOARD, KIBANA);
        }
    }

    private void askForANewRoot() {
        authoritySecret()
                .edit(secret -> new SecretBuilder(secret)
                        .editMetadata()
                        .addToAnnotations("portico.io/new-authority", "true")
                        .endMetadata()
                        .build());
    }

    private io.fabric8.kubernetes.client.dsl.Resource<Secret> authoritySecret() {
        return admin.secrets().inNamespace(install).withName("kube-ca");
    }

    private Ingress annotated(String name, String secret, Map<String, String> annotations) {
        return new IngressBuilder(ingress(name, secret, DASHBOARD))
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }

    /** Adds an entry, so that it is looked at again, and waits until something was. */
    private void lookedAt(int entries, String ingress) {
        var before = reconciles();
        admin.network()
                .v1()
                .ingresses()
                .inNamespace(namespace)
                .withName(ingress)
                .edit(found -> new IngressBuilder(found)
                        .editSpec()
                        .addNewTl()
                        .withHosts(KIBANA)
                        .withSecretName(ingress + "-tls-" + entries)
                        .endTl()
                        .endSpec()
                        .build());
        await().until(() -> reconciles() > before);
    }

    private List<Event> events(String reason) {
        return admin.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getReason().equals(reason))
                .toList();
    }

    private void start() {
        replica = new Replica(api, install, "first", clock);
    }

    private Ingress ingress(String name, String secret, String... hosts) {
        return new IngressBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToAnnotations("cert-manager.io/cluster-issuer", "kube-ca")
                .endMetadata()
                .withNewSpec()
                .withNewDefaultBackend()
                .withNewService()
                .withName("web")
                .withNewPort()
                .withNumber(80)
                .endPort()
                .endService()
                .endDefaultBackend()
                .addNewTl()
                .withHosts(hosts)
                .withSecretName(secret)
                .endTl()
                .endSpec()
                .build();
    }

    private void apply(Ingress ingress) {
        admin.resource(ingress).forceConflicts().serverSideApply();
    }

    /** Makes the service look at the Secret again: one more Ingress asks for the same. */
    private void lookAgain(String secret, String... hosts) {
        apply(ingress("again-" + looks++, secret, hosts));
    }

    private long reconciles() {
        return replica.metrics.find("workqueue_work_duration_seconds").timer().count();
    }

    private void vandalise(String name) {
        secrets(name)
                .edit(secret -> new SecretBuilder(secret)
                        .addToData("tls.crt", base64("vandalised"))
                        .build());
    }

    private Secret awaitCertificate(String name, String... hosts) {
        await().untilAsserted(() -> assertThat(hosts(name)).containsExactly(hosts));
        return find(name).orElseThrow();
    }

    private List<String> hosts(String name) throws GeneralSecurityException {
        var secret = find(name);
        if (secret.isEmpty() || !text(secret.get(), "tls.crt").startsWith("-----BEGIN")) {
            return List.of();
        }
        return leaf(secret.get()).getSubjectAlternativeNames().stream()
                .map(san -> (String) san.get(1))
                .toList();
    }

    private void awaitEvent(String type, String reason, String part) {
        awaitEvent(namespace, type, reason, part);
    }

    private void awaitEvent(String where, String type, String reason, String part) {
        await().untilAsserted(() -> assertThat(
                        admin.v1().events().inNamespace(where).list().getItems())
                .filteredOn(event ->
                        event.getType().equals(type) && event.getReason().equals(reason))
                .extracting(Event::getMessage)
                .anySatisfy(message -> assertThat(message).contains(part)));
    }

    private Map<String, String> versions() {
        return Map.of(
                "secret",
                find("web-tls").orElseThrow().getMetadata().getResourceVersion(),
                "ca",
                authorityVersion(),
                "bundle",
                admin.configMaps()
                        .inNamespace(install)
                        .withName("kube-ca-bundle")
                        .get()
                        .getMetadata()
                        .getResourceVersion());
    }

    private String authorityVersion() {
        return admin.secrets()
                .inNamespace(install)
                .withName("kube-ca")
                .get()
                .getMetadata()
                .getResourceVersion();
    }

    private Optional<String> bundle() {
        return Optional.ofNullable(admin.configMaps()
                        .inNamespace(install)
                        .withName("kube-ca-bundle")
                        .get())
                .map(map -> map.getData().get("ca.crt"));
    }

    private Optional<Double> gauge(String name, String certificate) {
        return Optional.ofNullable(replica.metrics
                        .find(name)
                        .tag("name", certificate)
                        .tag("namespace", namespace)
                        .gauge())
                .map(gauge -> gauge.value());
    }

    private double issues() {
        return replica.metrics.find("portico_certificates_issued_total").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private io.fabric8.kubernetes.client.dsl.Resource<Secret> secrets(String name) {
        return admin.secrets().inNamespace(namespace).withName(name);
    }

    private Optional<Secret> find(String name) {
        return Optional.ofNullable(secrets(name).get());
    }

    private static String text(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static X509Certificate leaf(Secret secret) throws GeneralSecurityException {
        return certificate(text(secret, "tls.crt"));
    }

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}

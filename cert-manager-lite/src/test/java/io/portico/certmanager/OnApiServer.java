package io.portico.certmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.portico.testkit.KubeApi;
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

/** A replica under the service's own rights on a real API server, and what its users do and see. */
abstract class OnApiServer {
    static final String DASHBOARD = "dashboard.mritd.me";
    static final String KIBANA = "kibana.mritd.me";

    final KubeApi api = KubeApi.shared();
    final KubernetesClient admin = api.admin();
    final String install = api.newNamespace("install");
    final String namespace = api.newNamespace("user");
    final TestClock clock = TestClock.running();
    Replica replica;
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

    void askForANewRoot() {
        authoritySecret()
                .edit(secret -> new SecretBuilder(secret)
                        .editMetadata()
                        .addToAnnotations("portico.io/new-authority", "true")
                        .endMetadata()
                        .build());
    }

    Resource<Secret> authoritySecret() {
        return admin.secrets().inNamespace(install).withName("kube-ca");
    }

    Ingress annotated(String name, String secret, Map<String, String> annotations) {
        return new IngressBuilder(ingress(name, secret, DASHBOARD))
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }

    /** Adds an entry, so that it is looked at again, and waits until something was. */
    void lookedAt(int entries, String ingress) {
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

    List<Event> events(String reason) {
        return admin.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getReason().equals(reason))
                .toList();
    }

    void start() {
        replica = new Replica(api, install, "first", clock);
    }

    Ingress ingress(String name, String secret, String... hosts) {
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

    void apply(Ingress ingress) {
        admin.resource(ingress).forceConflicts().serverSideApply();
    }

    /** Makes the service look at the Secret again: one more Ingress asks for the same. */
    void lookAgain(String secret, String... hosts) {
        apply(ingress("again-" + looks++, secret, hosts));
    }

    long reconciles() {
        return replica.metrics.find("workqueue_work_duration_seconds").timer().count();
    }

    void vandalise(String name) {
        secrets(name)
                .edit(secret -> new SecretBuilder(secret)
                        .addToData("tls.crt", base64("vandalised"))
                        .build());
    }

    Secret awaitCertificate(String name, String... hosts) {
        await().untilAsserted(() -> assertThat(hosts(name)).containsExactly(hosts));
        return find(name).orElseThrow();
    }

    List<String> hosts(String name) throws GeneralSecurityException {
        var secret = find(name);
        if (secret.isEmpty() || !text(secret.get(), "tls.crt").startsWith("-----BEGIN")) {
            return List.of();
        }
        return leaf(secret.get()).getSubjectAlternativeNames().stream()
                .map(san -> (String) san.get(1))
                .toList();
    }

    void awaitEvent(String type, String reason, String part) {
        awaitEvent(namespace, type, reason, part);
    }

    void awaitEvent(String where, String type, String reason, String part) {
        await().untilAsserted(() -> assertThat(
                        admin.v1().events().inNamespace(where).list().getItems())
                .filteredOn(event ->
                        event.getType().equals(type) && event.getReason().equals(reason))
                .extracting(Event::getMessage)
                .anySatisfy(message -> assertThat(message).contains(part)));
    }

    Map<String, String> versions() {
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

    String authorityVersion() {
        return admin.secrets()
                .inNamespace(install)
                .withName("kube-ca")
                .get()
                .getMetadata()
                .getResourceVersion();
    }

    Optional<String> bundle() {
        return Optional.ofNullable(admin.configMaps()
                        .inNamespace(install)
                        .withName("kube-ca-bundle")
                        .get())
                .map(map -> map.getData().get("ca.crt"));
    }

    Optional<Double> gauge(String name, String certificate) {
        return Optional.ofNullable(replica.metrics
                        .find(name)
                        .tag("name", certificate)
                        .tag("namespace", namespace)
                        .gauge())
                .map(gauge -> gauge.value());
    }

    double issues() {
        return replica.metrics.find("portico_certificates_issued_total").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    Resource<Secret> secrets(String name) {
        return admin.secrets().inNamespace(namespace).withName(name);
    }

    Optional<Secret> find(String name) {
        return Optional.ofNullable(secrets(name).get());
    }

    static String text(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static X509Certificate leaf(Secret secret) throws GeneralSecurityException {
        return certificate(text(secret, "tls.crt"));
    }

    static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}

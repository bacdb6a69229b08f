package io.portico.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.portico.testkit.ApiDoor;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import io.portico.testkit.SelfSigned;
import io.portico.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API server has not said yet is not known, and nobody is told that it is missing. */
@Requires({Requires.Need.KUBE_API, Requires.Need.OWN_NETWORK})
class NothingIsMissingBeforeItIsKnownTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String DEFAULT = "Portico default certificate";

    private final KubeApi api = KubeApi.shared();
    private final TestClock clock = TestClock.running();
    private String namespace;
    private ChartAccount account;
    /** Hosts of one test are no other's. */
    private String domain;

    @BeforeEach
    void prepare() {
        namespace = api.newNamespace("missing");
        account = ChartAccount.of(api, namespace, "portico-ingress-controller");
        domain = UUID.randomUUID().toString().substring(0, 8) + ".example";
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: portico}
                spec: {controller: portico.io/ingress-controller}
                """);
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: %s}
                spec: {ports: [{port: 80}]}
                """.formatted(namespace));
    }

    @Test
    void until_the_api_server_answers_for_a_secret_its_host_is_served_over_http_and_refused_over_tls() {
        var answers = new CountDownLatch(1);
        try (var door = new ApiDoor(api)) {
            door.rule((_, target) -> {
                if (target.contains("/namespaces/" + namespace + "/secrets")) {
                    awaitQuietly(answers);
                }
                return Optional.empty();
            });
            try (var replica = new Replica("one", door.config(account.token()), clock)) {
                replica.loop.startLeading();
                await().atMost(LONG).until(replica.loop::served);
                var secret = SelfSigned.secret(namespace, "late", SelfSigned.keyPair("EC"), "late." + domain);
                api.admin().resource(secret).create();
                ingress("late", "", "late." + domain, "late");

                await().atMost(LONG)
                        .untilAsserted(() ->
                                assertThat(replica.get("late." + domain, "/")).startsWith("HTTP/1.1 308 "));
                assertThat(replica.get("late." + domain, "/.well-known/acme-challenge/x"))
                        .startsWith("HTTP/1.1 503 ");
                assertThat(replica.shown("late." + domain)).contains("alert handshake failure");
                assertThat(replica.shown("nobodys." + domain)).contains(DEFAULT);
                assertThat(replica.loop.table().toString()).contains("late." + domain + ": waiting for its Secret");

                answers.countDown();
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(replica.shown("late." + domain))
                                .contains("serial=")
                                .doesNotContain(DEFAULT));
                // A witness that is told after whatever would have been told before.
                ingress("witness", "", "witness." + domain, "nowhere");
                told("witness", "MissingSecret", "there is no Secret " + namespace + "/nowhere");
                assertThat(events("late")).isEmpty();
            } finally {
                answers.countDown();
            }
        }
    }

    @Test
    void a_host_whose_secret_gets_another_name_keeps_its_certificate_until_the_new_one_is_read() {
        var asked = new CountDownLatch(1);
        var answers = new CountDownLatch(1);
        try (var door = new ApiDoor(api)) {
            door.rule((_, target) -> {
                if (target.contains("/namespaces/" + namespace + "/secrets") && target.contains("second")) {
                    asked.countDown();
                    awaitQuietly(answers);
                }
                return Optional.empty();
            });
            try (var replica = new Replica("one", door.config(account.token()), clock)) {
                var host = "moves." + domain;
                for (var name : List.of("first", "second")) {
                    api.admin()
                            .resource(SelfSigned.secret(namespace, name, SelfSigned.keyPair("EC"), host))
                            .create();
                }
                ingress("moves", "", host, "first");
                await().atMost(LONG)
                        .until(() -> replica.shown(host).contains("serial=")
                                && !replica.shown(host).contains(DEFAULT));
                var first = replica.shown(host);
                ingress("moves", "", host, "second");
                await().atMost(LONG).until(() -> asked.getCount() == 0);
                await().during(Duration.ofSeconds(2))
                        .atMost(LONG)
                        .untilAsserted(() -> assertThat(replica.shown(host)).isEqualTo(first));
                answers.countDown();
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(replica.shown(host))
                                .contains("serial=")
                                .isNotEqualTo(first)
                                .doesNotContain(DEFAULT));
            } finally {
                answers.countDown();
            }
        }
    }

    @Test
    void a_secret_that_may_not_be_read_is_not_called_missing() {
        try (var door = new ApiDoor(api)) {
            door.rule((_, target) -> target.contains("/namespaces/" + namespace + "/secrets")
                    ? Optional.of(new ApiDoor.Answer(403, Map.of(), """
                            {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,
                             "message":"secrets is forbidden: it may not list them"}"""))
                    : Optional.empty());
            try (var replica = new Replica("one", door.config(account.token()), clock)) {
                replica.loop.startLeading();
                ingress("forbidden", "", "forbidden." + domain, "hidden");
                told("forbidden", "UnreadableSecret", "may not be read");
                assertThat(replica.shown("forbidden." + domain)).contains(DEFAULT);
                assertThat(events("forbidden")).extracting(Event::getReason).doesNotContain("MissingSecret");
            }
        }
    }

    @Test
    void a_missing_secret_that_an_issuer_is_to_write_is_news_only_after_five_minutes() {
        try (var replica = new Replica("one", api.config(account.token()), clock)) {
            replica.loop.startLeading();
            ingress("issued", "cert-manager.io/cluster-issuer: kube-ca", "issued." + domain, "issued");
            ingress("by-hand", "", "by-hand." + domain, "by-hand");
            told("by-hand", "MissingSecret", "there is no Secret " + namespace + "/by-hand");
            assertThat(replica.shown("issued." + domain)).contains(DEFAULT);
            assertThat(replica.shown("by-hand." + domain)).contains(DEFAULT);
            told("by-hand", "DefaultCertificateServed", "does not exist");
            assertThat(events("issued")).isEmpty();

            clock.jump(Duration.ofMinutes(5));
            ingress("turns-the-loop", "", "turns." + domain, "by-hand");
            told("issued", "MissingSecret", "issuer kube-ca has not written it");
        }
    }

    @Test
    void an_ingress_of_five_hundred_hosts_gets_one_event_for_each_reason() {
        try (var replica = new Replica("one", api.config(account.token()), clock)) {
            replica.loop.startLeading();
            var hosts = IntStream.range(0, 500)
                    .mapToObj(i -> "h%03d.%s".formatted(i, domain))
                    .toList();
            api.admin()
                    .resource(SelfSigned.secret(namespace, "wrong", SelfSigned.keyPair("EC"), "other.example"))
                    .create();
            apply("""
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: many, namespace: %s}
                    spec:
                      ingressClassName: portico
                      tls: [{secretName: wrong, hosts: [%s]}]
                      rules: [%s]
                    """.formatted(
                            namespace,
                            String.join(", ", hosts.subList(0, 250)),
                            hosts.stream()
                                    .map(host -> "{host: " + host
                                            + ", http: {paths: [{path: /, pathType: Prefix, backend:"
                                            + " {service: {name: absent-" + host.substring(0, 4)
                                            + ", port: {number: 80}}}}]}}")
                                    .collect(Collectors.joining(", "))));
            told("many", "CertificateDoesNotCoverHost", "does not cover h000." + domain);
            told("many", "HostNotInTLS", "hosts h250." + domain);
            told("many", "MissingService", "more of this kind");
            hosts.subList(250, 260)
                    .forEach(host -> assertThat(replica.shown(host)).contains(DEFAULT));
            told("many", "DefaultCertificateServed", "h250." + domain);
            assertThat(events("many"))
                    .hasSize(4)
                    .allSatisfy(event -> assertThat(event.getMessage()).hasSizeLessThanOrEqualTo(1024))
                    .allSatisfy(event ->
                            assertThat(event.getSource().getComponent()).isEqualTo("portico-ingress-controller"));
        }
    }

    @Test
    void a_new_leader_does_not_repeat_what_its_predecessor_said() {
        try (var first = new Replica("first", api.config(account.token()), clock);
                var second = new Replica("second", api.config(account.token()), clock)) {
            first.loop.startLeading();
            ingress("standing", "", "standing." + domain, "nowhere");
            told("standing", "MissingSecret", "there is no Secret");
            first.loop.stopLeading();

            ingress("new", "", "new." + domain, "nowhere-else");
            second.loop.startLeading();
            told("new", "MissingSecret", "there is no Secret");
            assertThat(events("standing"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getCount()).isEqualTo(1));

            second.loop.stopLeading();
            first.loop.startLeading();
            ingress("newer", "", "newer." + domain, "nowhere-at-all");
            told("newer", "MissingSecret", "there is no Secret");
            for (var name : List.of("standing", "new")) {
                assertThat(events(name))
                        .singleElement()
                        .satisfies(event -> assertThat(event.getCount()).isEqualTo(1));
            }
        }
    }

    private void told(String ingress, String reason, String words) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(events(ingress)).anySatisfy(event -> {
                    assertThat(event.getReason()).isEqualTo(reason);
                    assertThat(event.getMessage()).contains(words);
                }));
    }

    private List<Event> events(String ingress) {
        return api.admin().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(ingress))
                .toList();
    }

    private void ingress(String name, String annotation, String host, String secret) {
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: %s, namespace: %s, annotations: {%s}}
                spec:
                  ingressClassName: portico
                  tls: [{hosts: [%s], secretName: %s}]
                  rules:
                  - host: %4$s
                    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
                """.formatted(name, namespace, annotation, host, secret));
    }

    private void apply(String yaml) {
        var object = (HasMetadata) api.admin().getKubernetesSerialization().unmarshal(yaml);
        var _ = api.admin().resource(object).createOr(existing -> existing.update());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.portico.ingress;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.ingress.engine.EngineSettings;
import io.portico.ingress.engine.ProxyEngine;
import io.portico.ingress.engine.vertx.VertxProxyEngine;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.UpstreamPolicy;
import io.portico.ingress.model.translate.Settings;
import io.portico.ingress.model.translate.Translation;
import io.portico.ingress.tls.DefaultCertificate;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.Commands;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import io.portico.testkit.SelfSigned;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole way, with the API server, sockets and TLS real, and with no more rights than the chart gives. */
@Requires({Requires.Need.KUBE_API, Requires.Need.OWN_NETWORK})
class IngressOnApiServerTest {
    private static final String POD = "10.244.9.5";
    private static final String OTHER_POD = "10.244.9.6";
    private static final Settings SETTINGS = new Settings(
            "portico-system",
            "portico",
            "default-http-backend",
            Optional.empty(),
            "portico-ingress-controller",
            List.of("192.0.2.1", "lb.example.com"),
            0,
            0,
            UpstreamPolicy.DEFAULT);

    private static KubeApi api;
    private static String namespace;
    private static KubernetesClient client;
    private static Vertx vertx;
    private static ProxyEngine engine;
    private static InformerHealth health;
    private static EventRecorder events;
    private static RoutingLoop loop;
    private static final SimpleMeterRegistry METRICS = new SimpleMeterRegistry();
    private static final List<HttpServer> PODS = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        api = KubeApi.shared();
        namespace = api.newNamespace("shop");
        for (var pod : List.of(POD, OTHER_POD)) {
            Commands.run(List.of("ip", "addr", "add", pod + "/32", "dev", "lo"));
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(pod), 8080), 0);
            server.createContext("/", exchange -> {
                var text = ("pod " + pod + "\n").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, text.length);
                exchange.getResponseBody().write(text);
                exchange.close();
            });
            server.start();
            PODS.add(server);
        }
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
        slice(POD);

        client = ChartAccount.of(api, namespace, "portico-ingress-controller").client();
        vertx = Vertx.vertx();
        events = EventRecorder.ofLeader(client, "ingress-test", "replica-0", Clock.systemUTC(), METRICS);
        engine = new VertxProxyEngine(
                vertx,
                new EngineSettings(443, 2, Duration.ofSeconds(60), List.of(), false, true),
                DefaultCertificate.create(Instant.now()),
                METRICS,
                events::report);
        engine.serve(Translation.nothing(SETTINGS).table());
        health = new InformerHealth();
        loop = new RoutingLoop(client, health, SETTINGS, engine, events, Clock.systemUTC(), METRICS);
        loop.start();
        loop.startLeading();
        await().until(loop::served);
    }

    @AfterAll
    static void stop() {
        loop.stopLeading();
        loop.close();
        health.close();
        events.close();
        engine.drain(Duration.ZERO);
        vertx.close().toCompletionStage().toCompletableFuture().join();
        client.close();
        PODS.forEach(server -> server.stop(0));
    }

    @Test
    void an_ingress_is_served_gets_its_status_once_and_loses_it_with_our_class() {
        ingress("plain", "host: plain.example");
        await().untilAsserted(() -> assertThat(get("plain.example")).contains("pod " + POD));
        await().untilAsserted(() -> assertThat(addresses("plain")).containsExactly("192.0.2.1", "lb.example.com"));

        var written = read("plain").getMetadata().getResourceVersion();
        slice(OTHER_POD);
        await().untilAsserted(() -> assertThat(get("plain.example")).contains("pod " + OTHER_POD));
        slice(POD);
        await().untilAsserted(() -> assertThat(get("plain.example")).contains("pod " + POD));
        assertThat(read("plain").getMetadata().getResourceVersion()).isEqualTo(written);

        api.admin()
                .network()
                .v1()
                .ingresses()
                .inNamespace(namespace)
                .withName("plain")
                .edit(ingress -> {
                    ingress.getSpec().setIngressClassName("another");
                    return ingress;
                });
        await().untilAsserted(() -> assertThat(addresses("plain")).isEmpty());
        await().untilAsserted(() -> assertThat(get("plain.example")).contains("404"));
    }

    @Test
    void a_status_that_another_controller_wrote_is_left_alone() {
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: theirs, namespace: %s}
                spec:
                  ingressClassName: another
                  defaultBackend: {service: {name: web, port: {number: 80}}}
                """.formatted(namespace));
        api.admin()
                .network()
                .v1()
                .ingresses()
                .inNamespace(namespace)
                .withName("theirs")
                .editStatus(ingress -> {
                    ingress.setStatus(new io.fabric8.kubernetes.api.model.networking.v1.IngressStatusBuilder()
                            .withNewLoadBalancer()
                            .addNewIngress()
                            .withIp("192.0.2.1")
                            .endIngress()
                            .endLoadBalancer()
                            .build());
                    return ingress;
                });
        ingress("after-theirs", "host: after-theirs.example");
        await().untilAsserted(() -> assertThat(addresses("after-theirs")).isNotEmpty());
        assertThat(addresses("theirs")).containsExactly("192.0.2.1");
    }

    @Test
    void a_rotated_secret_is_shown_without_restart_and_a_broken_one_keeps_the_last_good() {
        var first = SelfSigned.secret(namespace, "tls", SelfSigned.keyPair("EC"), "tls.example");
        api.admin().resource(first).create();
        ingress("tls", "host: tls.example", "{hosts: [tls.example], secretName: tls}");
        await().untilAsserted(() -> assertThat(shown("tls.example")).isEqualTo(serial(first)));
        assertThat(get("tls.example")).contains("308 Permanent Redirect", "https://tls.example/");

        var second = SelfSigned.secret(namespace, "tls", SelfSigned.keyPair("RSA"), "tls.example");
        api.admin().resource(second).update();
        await().untilAsserted(() -> assertThat(shown("tls.example")).isEqualTo(serial(second)));

        var broken = SelfSigned.secret(namespace, "tls", SelfSigned.keyPair("RSA"), "tls.example");
        broken.getData().put("tls.key", first.getData().get("tls.key"));
        api.admin().resource(broken).update();
        await().untilAsserted(() -> assertThat(messages("tls"))
                .anySatisfy(message -> assertThat(message)
                        .contains("Secret " + namespace + "/tls has a tls.key that is of kind EC")
                        .contains("its former certificate is served")));
        assertThat(shown("tls.example")).isEqualTo(serial(second));

        api.admin().resource(broken).delete();
        await().untilAsserted(() -> assertThat(shown("tls.example")).contains("Portico default certificate"));
        await().untilAsserted(() -> assertThat(messages("tls"))
                .anySatisfy(message -> assertThat(message).contains("there is no Secret " + namespace + "/tls")));
    }

    @Test
    void a_host_left_out_of_tls_hosts_gets_the_default_certificate_and_an_event_that_says_so() {
        api.admin()
                .resource(SelfSigned.secret(namespace, "seed", SelfSigned.keyPair("EC"), "in.example"))
                .create();
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: seed, namespace: %s}
                spec:
                  ingressClassName: portico
                  tls: [{hosts: [in.example], secretName: seed}]
                  rules:
                  - host: in.example
                    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
                  - host: out.example
                    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
                """.formatted(namespace));
        await().untilAsserted(() -> assertThat(messages("seed"))
                .anySatisfy(message -> assertThat(message).contains("add it to spec.tls[0].hosts")));
        assertThat(shown("out.example")).contains("Portico default certificate");
        await().untilAsserted(() -> assertThat(messages("seed"))
                .anySatisfy(message -> assertThat(message)
                        .contains("a client of https://out.example was shown the default certificate")));
        assertThat(METRICS.get("portico_ingress_default_certificate_served_total")
                        .tag("host", "out.example")
                        .counter()
                        .count())
                .isPositive();
    }

    @Test
    void each_mistake_is_told_on_its_ingress_and_harms_no_other() {
        var label = "x".repeat(64);
        ingress("innocent", "host: innocent.example");
        api.admin()
                .resource(SelfSigned.secret(namespace, "short", SelfSigned.keyPair("EC"), "one.example"))
                .create();
        for (var mistake : List.of("unparsable", "mismatched")) {
            var secret = SelfSigned.secret(namespace, mistake, SelfSigned.keyPair("EC"), mistake + ".example");
            var other = SelfSigned.secret(namespace, mistake, SelfSigned.keyPair("EC"), mistake + ".example");
            secret.getData()
                    .put(
                            "tls.key",
                            mistake.equals("unparsable")
                                    ? "bm9uc2Vuc2U="
                                    : other.getData().get("tls.key"));
            secret.setType("Opaque");
            api.admin().resource(secret).create();
            ingress(
                    mistake,
                    "host: " + mistake + ".example",
                    "{hosts: [%1$s.example], secretName: %1$s}".formatted(mistake));
        }
        ingress("bad-host", "host: " + label + ".example");
        ingress("later", "host: innocent.example");
        ingress("no-secret", "host: no-secret.example", "{hosts: [no-secret.example], secretName: nowhere}");
        ingress("uncovered", "host: two.example", "{hosts: [two.example], secretName: short}");
        backend("no-service", "{name: nowhere, port: {number: 80}}");
        backend("no-port", "{name: web, port: {name: https}}");

        told("bad-host", "is longer than 63 characters");
        told("later", "is served for Ingress " + namespace + "/innocent, which is older");
        told("no-secret", "there is no Secret " + namespace + "/nowhere");
        told("uncovered", "does not cover two.example (it covers one.example)");
        told("no-service", "there is no Service " + namespace + "/nowhere");
        told("no-port", "has no port https, so its requests get 503; it has 80");
        told("unparsable", "has a tls.key that has no PEM block PRIVATE KEY");
        told("mismatched", "has a tls.key that does not belong to the certificate in tls.crt");
        assertThat(get("innocent.example")).contains("pod ");
        assertThat(get("no-service.example")).contains("503 Service Unavailable");
        assertThat(messages("innocent")).isEmpty();
    }

    @Test
    void whatever_restricts_access_closes_its_ingress_with_a_word_and_another_of_the_same_host_is_served() {
        var restrictions = new TreeMap<>(Map.ofEntries(
                entry("auth-type", "basic"),
                entry("auth-secret", "passwords"),
                entry("auth-url", "https://auth.example/"),
                entry("auth-tls-secret", "ca"),
                entry("auth-tls-verify-client", "on"),
                entry("whitelist-source-range", "192.0.2.0/24"),
                entry("allowlist-source-range", "192.0.2.0/24"),
                entry("denylist-source-range", "0.0.0.0/0"),
                entry("whitelist-source-rang", "192.0.2.0/24"),
                entry("limit-rps", "1"),
                entry("limit-rpm", "1"),
                entry("limit-connections", "1"),
                entry("limit-whitelist", "192.0.2.0/24"),
                entry("satisfy", "all"),
                entry("enable-modsecurity", "true"),
                entry("enable-owasp-core-rules", "true"),
                entry("modsecurity-snippet", "SecRuleEngine On"),
                entry("enable-global-auth", "true"),
                entry("configuration-snippet", "deny all;"),
                entry("server-snippet", "if ($a) { return 403; }")));
        assertThat(restrictions).hasSize(20);
        restrictions.forEach((name, value) -> apply("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: r-%1$s, namespace: %2$s, annotations: {nginx.ingress.kubernetes.io/%1$s: "%3$s"}}
                spec:
                  ingressClassName: portico
                  rules:
                  - host: %1$s.example
                    http: {paths: [{path: /shut, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
                """.formatted(name, namespace, value)));
        restrictions.forEach((name, _) -> ingress("open-beside-" + name, "host: " + name + ".example"));
        restrictions.forEach((name, _) -> {
            await().untilAsserted(() -> assertThat(get(name + ".example")).contains("pod "));
            await().untilAsserted(() ->
                    assertThat(get(name + ".example", "/shut/door")).startsWith("HTTP/1.1 503 "));
            assertThat(get(name + ".example", "/.well-known/acme-challenge/x")).contains("pod ");
            told("r-" + name, "nginx.ingress.kubernetes.io/" + name + " (");
            assertThat(messages("open-beside-" + name)).isEmpty();
        });
    }

    private static void told(String ingress, String words) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(messages(ingress))
                        .anySatisfy(message -> assertThat(message).contains(words)));
    }

    private static void ingress(String name, String host, String... tls) {
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: %s, namespace: %s}
                spec:
                  ingressClassName: portico
                  tls: [%s]
                  rules:
                  - %s
                    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
                """.formatted(name, namespace, String.join(", ", tls), host));
    }

    private static void backend(String name, String service) {
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  ingressClassName: portico
                  rules:
                  - host: %1$s.example
                    http: {paths: [{path: /, pathType: Prefix, backend: {service: %3$s}}]}
                """.formatted(name, namespace, service));
    }

    private static void slice(String pod) {
        apply("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: web-1, namespace: %s, labels: {kubernetes.io/service-name: web}}
                addressType: IPv4
                ports: [{port: 8080, protocol: TCP, name: ""}]
                endpoints: [{addresses: [%s], conditions: {ready: true}}]
                """.formatted(namespace, pod));
    }

    private static void apply(String yaml) {
        var object = (HasMetadata) api.admin().getKubernetesSerialization().unmarshal(yaml);
        var _ = api.admin().resource(object).createOr(existing -> existing.update());
    }

    private static Ingress read(String name) {
        return api.admin()
                .network()
                .v1()
                .ingresses()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private static List<String> addresses(String name) {
        var status = read(name).getStatus();
        if (status == null
                || status.getLoadBalancer() == null
                || status.getLoadBalancer().getIngress() == null) {
            return List.of();
        }
        return status.getLoadBalancer().getIngress().stream()
                .map(address -> address.getIp() == null ? address.getHostname() : address.getIp())
                .toList();
    }

    private static List<String> messages(String ingress) {
        return api.admin().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(ingress))
                .map(Event::getMessage)
                .toList();
    }

    private static int port(Listener.Key listener) {
        return Objects.requireNonNull(engine.bound().get(listener));
    }

    private static String get(String host) {
        return get(host, "/");
    }

    private static String get(String host, String path) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port(SETTINGS.http()))) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Serial number and subject of the certificate that openssl is shown. */
    private static String shown(String host) {
        return Commands.run(List.of(
                "bash",
                "-c",
                "openssl s_client -connect 127.0.0.1:%d -servername %s </dev/null 2>/dev/null | openssl x509 -noout -serial -subject"
                        .formatted(port(SETTINGS.https()), host)));
    }

    private static String serial(io.fabric8.kubernetes.api.model.Secret secret) {
        return Commands.attempt(
                        List.of("bash", "-c", "base64 -d | openssl x509 -noout -serial -subject"),
                        secret.getData().get("tls.crt"))
                .output();
    }
}

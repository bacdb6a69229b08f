package io.portico.nodeproxy;

import static io.portico.nodeproxy.Worlds.node;
import static io.portico.nodeproxy.Worlds.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.apply.Conntrack;
import io.portico.nodeproxy.apply.NodeRules;
import io.portico.nodeproxy.apply.RulesMetrics;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.health.HealthSettings;
import io.portico.nodeproxy.health.NodeHealth;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.net.NodePortAddresses;
import io.portico.nodeproxy.nft.FakeNft;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the API server to transactions, under the rights that the proxy has in a cluster. */
@Requires(Requires.Need.KUBE_API)
class NodeProxyOnApiServerTest {
    private final KubeApi api = KubeApi.shared();
    private final String namespace = api.newNamespace("node-proxy");
    private final FakeNft kernel = new FakeNft();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InformerHealth informers = new InformerHealth();
    private final RulesMetrics metrics = new RulesMetrics(registry, Clock.systemUTC());
    private final NodeRules rules = new NodeRules(
            kernel,
            new Conntrack(new CommandRunner(List.of("/no/such/program"), Duration.ofSeconds(5)), withoutSctp()),
            RuleSettings.DEFAULT,
            metrics);
    private final ChartAccount account = ChartAccount.of(api, namespace, "portico-node-proxy");
    private final KubernetesClient client = account.client();
    private final EventRecorder events =
            new EventRecorder(client, "portico-node-proxy", "node-a", Clock.systemUTC(), registry);
    private final Vertx vertx = Vertx.vertx();
    private final NodeHealth health =
            new NodeHealth(vertx, registry, new HealthSettings("", 0, Duration.ofMinutes(1)), "node-a", events::report);
    private final NodeProxy proxy = new NodeProxy(
            new NodeProxySettings(
                    "node-a",
                    Duration.ofMillis(3),
                    Duration.ofMillis(50),
                    Duration.ofMillis(200),
                    NodePortAddresses.ALL),
            informers,
            rules,
            health,
            metrics,
            events);

    @AfterEach
    void stop() {
        proxy.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        events.close();
        informers.close();
        client.close();
    }

    @Test
    void nothing_is_applied_before_services_and_slices_have_both_been_seen() {
        account.limit((resource, _) -> !resource.equals("endpointslices"));
        var service = create(service("web", "TCP", 80));
        proxy.start(client);
        await().during(Duration.ofSeconds(1)).until(() -> kernel.transactions().isEmpty());
        account.limit((_, _) -> true);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(verdict(service)).isEqualTo("goto refuse"));
    }

    @Test
    void services_and_slices_become_rules_and_go_again() {
        var early = create(service("early", "TCP", 80));
        addSlice("early-x", "early", "10.244.1.2");
        proxy.start(client);
        await().untilAsserted(() -> assertThat(verdict(early)).isEqualTo("goto tcp-1"));

        var late = create(service("late", "TCP", 80));
        await().untilAsserted(() -> assertThat(verdict(late)).isEqualTo("goto refuse"));
        addSlice("late-x", "late", "10.244.1.2", "10.244.1.3");
        await().untilAsserted(() -> assertThat(verdict(late)).isEqualTo("goto tcp-2"));
        api.admin().resource(late).delete();
        await().untilAsserted(() -> assertThat(verdict(late)).isNull());
        assertThat(verdict(early)).isEqualTo("goto tcp-1");
    }

    @Test
    void services_of_another_proxy_and_headless_ones_are_not_seen() {
        var foreign = create(new ServiceBuilder(service("foreign", "TCP", 80))
                .editMetadata()
                .addToLabels("service.kubernetes.io/service-proxy-name", "other")
                .endMetadata()
                .build());
        var own = create(service("own", "TCP", 80));
        proxy.start(client);
        await().untilAsserted(() -> assertThat(verdict(own)).isEqualTo("goto refuse"));
        assertThat(verdict(foreign)).isNull();
    }

    @Test
    void a_change_that_does_not_matter_runs_no_transaction() {
        var one = create(service("one", "TCP", 80));
        addSlice("one-x", "one", "10.244.1.2");
        proxy.start(client);
        await().untilAsserted(() -> assertThat(verdict(one)).isEqualTo("goto tcp-1"));
        var before = kernel.transactions().stream()
                .filter(t -> t.toString().contains(ip(one)))
                .count();
        var _ = api.admin()
                .resource(one)
                .edit(s -> new ServiceBuilder(s)
                        .editMetadata()
                        .addToAnnotations("note", "changed")
                        .endMetadata()
                        .build());
        var later = create(service("later", "TCP", 80));
        await().untilAsserted(() -> assertThat(verdict(later)).isEqualTo("goto refuse"));
        assertThat(kernel.transactions().stream().filter(t -> t.toString().contains(ip(one) + " ")))
                .hasSize((int) before);
    }

    @Test
    void the_pod_ranges_of_its_own_node_become_rules_and_others_do_not() {
        proxy.start(client);
        var nodes = List.of(node("node-a", "10.244.1.0/24"), node("node-b", "10.244.2.0/24"));
        nodes.forEach(node -> api.admin().resource(node).create());
        try {
            await().untilAsserted(() ->
                    assertThat(kernel.elements("ip portico", "pods")).containsOnlyKeys("10.244.1.0/24"));
        } finally {
            nodes.forEach(node -> api.admin().resource(node).delete());
        }
    }

    @Test
    void flushed_rules_come_back_without_any_change_in_the_cluster() {
        var one = create(service("one", "TCP", 80));
        proxy.start(client);
        await().untilAsserted(() -> assertThat(verdict(one)).isEqualTo("goto refuse"));
        kernel.flush();
        await().untilAsserted(() -> assertThat(verdict(one)).isEqualTo("goto refuse"));
        assertThat(registry.counter("portico_node_proxy_rules_lost_total", "ip_family", "IPv4")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void a_refused_transaction_is_tried_again() {
        var one = create(service("one", "TCP", 80));
        proxy.start(client);
        await().untilAsserted(() -> assertThat(verdict(one)).isEqualTo("goto refuse"));
        kernel.refuse("nft refused the transaction");
        addSlice("one-x", "one", "10.244.1.2");
        await().until(() -> !rules.failure().isEmpty());
        assertThat(verdict(one)).isEqualTo("goto refuse");
        kernel.refuse("");
        await().untilAsserted(() -> assertThat(verdict(one)).isEqualTo("goto tcp-1"));
        assertThat(rules.failure()).isEmpty();
    }

    @Test
    void what_the_node_cannot_forward_is_an_event_on_the_service_and_its_other_ports_are_served() {
        proxy.start(client);
        var sctp = create(new ServiceBuilder(service("sctp", "SCTP", 80))
                .editSpec()
                .addNewPort()
                .withName("tcp")
                .withProtocol("TCP")
                .withPort(80)
                .endPort()
                .endSpec()
                .build());
        await().untilAsserted(() -> assertThat(
                        api.admin().v1().events().inNamespace(namespace).list().getItems())
                .filteredOn(event -> event.getInvolvedObject()
                        .getUid()
                        .equals(sctp.getMetadata().getUid()))
                .singleElement()
                .extracting(Event::getReason)
                .isEqualTo("NotSupported"));
        assertThat(proxy.state().toString()).contains("Service " + namespace + "/sctp: NotSupported");
        assertThat(verdict(sctp)).isEqualTo("goto refuse");
        assertThat(kernel.elements("ip portico", "services")).doesNotContainKey(ip(sctp) + " . sctp . 80");
    }

    @Test
    void the_time_from_a_pod_s_change_to_the_rules_is_measured() {
        var one = create(service("one", "TCP", 80));
        addSlice("one-x", "one", "10.244.1.2");
        proxy.start(client);
        await().untilAsserted(() -> assertThat(verdict(one)).isEqualTo("goto tcp-1"));
        var _ = api.admin()
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withName("one-x")
                .edit(s -> s.edit()
                        .editMetadata()
                        .addToAnnotations(
                                "endpoints.kubernetes.io/last-change-trigger-time",
                                Instant.now().toString())
                        .endMetadata()
                        .editFirstEndpoint()
                        .withAddresses("10.244.1.3")
                        .endEndpoint()
                        .build());
        await().untilAsserted(() -> assertThat(
                        registry.timer("kubeproxy_network_programming_duration_seconds", "ip_family", "IPv4")
                                .totalTime(TimeUnit.SECONDS))
                .isPositive());
    }

    /** A kernel's settings, where flows of SCTP are not followed. */
    private static Path withoutSctp() {
        try {
            var settings = Files.createTempDirectory("netfilter");
            settings.toFile().deleteOnExit();
            var max = Files.createFile(settings.resolve("nf_conntrack_max"));
            max.toFile().deleteOnExit();
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable String verdict(Service service) {
        // Rules that were made anew have another generation's names.
        var generation = kernel.rules("ip portico", "output").stream()
                .filter(rule -> rule.startsWith("goto from-inside"))
                .map(rule -> rule.substring("goto from-inside".length()))
                .findFirst()
                .orElse("");
        var verdict = kernel.elements("ip portico", "services" + generation).get(ip(service) + " . tcp . 80");
        return verdict == null ? null : verdict.substring(0, verdict.length() - generation.length());
    }

    private static String ip(Service service) {
        return service.getSpec().getClusterIP();
    }

    private Service create(Service service) {
        return api.admin().resource(service).create();
    }

    private void addSlice(String name, String service, String... addresses) {
        var _ = api.admin()
                .resource(slice(name, service, List.of("web:8080/TCP"), addresses)
                        .editMetadata()
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    private Service service(String name, String protocol, int port) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withName("web")
                .withProtocol(protocol)
                .withPort(port)
                .endPort()
                .endSpec()
                .build();
    }
}

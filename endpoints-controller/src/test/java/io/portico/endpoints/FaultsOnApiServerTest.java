package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.portico.testkit.ApiDoor;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Requires(Requires.Need.KUBE_API)
class FaultsOnApiServerTest {
    private static final Map<String, String> WEB = Map.of("app", "web");
    private static final Set<String> READING = Set.of("get", "list", "watch");
    private static final ApiDoor.Answer GONE = new ApiDoor.Answer(410, Map.of(), """
            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Expired", "code": 410}""");
    /** As protobuf: an envelope's mark, and in its field 2 a list whose metadata says resourceVersion 1. */
    private static final ApiDoor.Answer EMPTY_LIST = new ApiDoor.Answer(
            200,
            Map.of("Content-Type", "application/vnd.kubernetes.protobuf"),
            "k8s\0" + "\u0012\u0005" + "\n\u0003" + "\u0012\u00011");

    @TempDir
    private static Path directory;

    private static AuditLog audit;
    private static KubeApi api;

    private final TestCluster cluster = new TestCluster(api);

    @BeforeAll
    static void start() {
        audit = new AuditLog(directory);
        var options = KubeApi.Options.DEFAULT;
        api = KubeApi.start(new KubeApi.Options(options.address(), options.serviceCidrs(), audit.arguments()));
    }

    @AfterAll
    static void end() {
        api.close();
    }

    @Test
    void a_killed_api_server_and_a_watch_that_is_too_old_cost_nothing() {
        try (var door = new ApiDoor(api);
                var replica = cluster.replica("one", client(door))) {
            eventually().until(replica.controller::leads);
            cluster.service("web", WEB);
            cluster.service("same", Map.of("app", "same"));
            var gone = cluster.readyPod("web-1", WEB);
            cluster.readyPod("same-1", Map.of("app", "same"));
            awaitEndpoints("web", gone);
            eventually().until(() -> !cluster.addressed("same").isEmpty());
            var same = cluster.versions("same");
            door.shut();
            api.kill();
            api.startAgain();
            cluster.deletePod("web-1");
            var now = cluster.readyPod("web-2", WEB);
            cluster.service("new", WEB);
            assertThat(cluster.sliced("web")).containsExactly(gone + " ready");
            door.open();
            awaitEndpoints("web", now);
            awaitEndpoints("new", now);
            assertThat(cluster.versions("same")).isEqualTo(same);
            assertThat(door.answered())
                    .as("of the watches")
                    .anyMatch(line -> line.startsWith("410 GET") && line.contains("watch=true"));
        }
    }

    @Test
    void a_list_that_comes_back_empty_deletes_nothing() {
        try (var door = new ApiDoor(api);
                var replica = cluster.replica("one", client(door))) {
            cluster.service("web", WEB);
            var ip = cluster.readyPod("web-1", WEB);
            awaitEndpoints("web", ip);
            var versions = cluster.versions("web");
            var askedFor = new AtomicInteger();
            door.rule((method, target) -> {
                if (target.equals("/api/v1/namespaces/" + cluster.namespace + "/services/web")) {
                    askedFor.incrementAndGet();
                }
                return target.startsWith("/api/v1/services")
                        ? Optional.of(target.contains("watch=true") ? GONE : EMPTY_LIST)
                        : Optional.empty();
            });
            eventually()
                    .until(() -> replica.controller
                            .state()
                            .toString()
                            .contains("servicesWithSelector: 0\n    servicesWithoutSelector: 0\n"));
            eventually()
                    .untilAsserted(() ->
                            assertThat(askedFor).as("questions for the Service").hasValueGreaterThan(3));
            assertThat(cluster.versions("web")).isEqualTo(versions);
            door.rule((method, target) -> Optional.empty());
            awaitEndpoints("web", ip, cluster.readyPod("web-2", WEB));
        }
    }

    @Test
    void a_second_writer_that_never_rests_is_named_and_overcome_when_it_does() throws Exception {
        try (var replica = cluster.replica("one")) {
            eventually().until(replica.controller::leads);
            cluster.service("web", WEB);
            awaitEndpoints("web", cluster.readyPod("web-0", WEB));
            var resting = new AtomicBoolean();
            var storm = Thread.ofVirtual().start(() -> {
                while (!resting.get()) {
                    cluster.slices("web").forEach(this::meddleWith);
                }
            });
            for (var i = 1; i <= 20; i++) {
                cluster.readyPod("web-" + i, WEB);
            }
            for (var i = 0; i <= 20; i += 2) {
                cluster.deletePod("web-" + i);
            }
            // Who is met by a second manager lets it write, and says so, until it rests.
            eventually().until(() -> replica.controller.state().toString().contains("AnotherManager"));
            resting.set(true);
            storm.join();
            awaitEndpoints(
                    "web",
                    cluster.admin.pods().inNamespace(cluster.namespace).list().getItems().stream()
                            .map(pod -> pod.getStatus().getPodIP())
                            .toArray(String[]::new));
        }
    }

    /** Takes the endpoints out, as one who thinks the slice is his. */
    private void meddleWith(EndpointSlice slice) {
        try {
            slice.setEndpoints(List.of());
            cluster.admin.resource(slice).update();
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(409);
        }
    }

    @Test
    void while_writing_is_forbidden_it_tries_on_and_then_makes_good() {
        try (var _ = cluster.replica("one")) {
            cluster.service("web", WEB);
            var first = cluster.readyPod("web-1", WEB);
            awaitEndpoints("web", first);
            cluster.account.limit((resource, verb) -> resource.equals("events") || READING.contains(verb));
            var second = cluster.readyPod("web-2", WEB);
            eventually()
                    .until(() -> writes().filter(write -> write.code() == 403).count() > 3);
            assertThat(cluster.sliced("web")).containsExactly(first + " ready");
            cluster.account.limit((_, _) -> true);
            awaitEndpoints("web", first, second);
        }
    }

    @Test
    void a_leader_that_was_stopped_beyond_its_lease_changes_nothing_when_it_goes_on() throws Exception {
        var services = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        var token = cluster.account("old").token();
        try (var old = new ReplicaProcess(api, token, cluster.namespace, "old", directory.resolve("old.log"))) {
            services.forEach(name -> cluster.service(name, Map.of("app", name)));
            services.forEach(name -> cluster.readyPod(name + "-0", Map.of("app", name)));
            eventually()
                    .until(() -> services.stream()
                            .noneMatch(name -> cluster.addressed(name).isEmpty()));
            var changes = Thread.ofVirtual().start(() -> {
                for (var i = 1; i <= 10; i++) {
                    for (var name : services) {
                        cluster.readyPod(name + "-" + i, Map.of("app", name));
                    }
                }
            });
            eventually().until(() -> cluster.sliced("h").size() > 3);
            // With writes in flight: no one of them has an answer that it knows of.
            old.signal("STOP");
            changes.join();
            try (var replica = cluster.replica("new")) {
                eventually().until(replica.controller::leads);
                services.forEach(name -> cluster.deletePod(name + "-1"));
                eventually()
                        .untilAsserted(() -> services.forEach(name -> {
                            assertThat(cluster.sliced(name)).hasSize(10);
                            assertThat(cluster.addressed(name)).hasSize(10);
                        }));
                var converged = cluster.versions(services.toArray(String[]::new));
                var before = writesOf("old");
                old.signal("CONT");
                eventually().until(() -> old.log().contains("no longer leading"));
                assertThat(cluster.versions(services.toArray(String[]::new))).isEqualTo(converged);
                assertThat(writesOf("old").stream().skip(before.size())).noneMatch(AuditLog.Write::succeeded);
                assertThat(replica.controller.leads()).isTrue();
            }
        }
    }

    private Stream<AuditLog.Write> writes() {
        return audit.writes(cluster.namespace).stream();
    }

    private List<AuditLog.Write> writesOf(String account) {
        return writes().filter(write -> write.user().endsWith(":" + account)).toList();
    }

    private KubernetesClient client(ApiDoor door) {
        return new KubernetesClientBuilder()
                .withConfig(door.config(cluster.account.token()))
                .build();
    }

    private void awaitEndpoints(String service, String... ips) {
        var expected = List.of(ips).stream().map(ip -> ip + " ready").sorted().toList();
        eventually().untilAsserted(() -> {
            assertThat(cluster.sliced(service)).isEqualTo(expected);
            assertThat(cluster.addressed(service)).isEqualTo(expected);
        });
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}

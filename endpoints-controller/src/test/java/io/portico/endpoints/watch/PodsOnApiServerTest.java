package io.portico.endpoints.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.loadbalancer.HostPorts;
import io.portico.runtime.decode.Kinds;
import io.portico.runtime.reflector.Reflector;
import io.portico.runtime.reflector.Sink;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import io.portico.testkit.Requires.Need;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read as protobuf equals what the client reads as JSON. */
@Requires(Need.KUBE_API)
class PodsOnApiServerTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final KubernetesClient admin = KubeApi.shared().admin();
    private final String namespace = KubeApi.shared().newNamespace("pods");
    private final Map<String, Pod> store = new ConcurrentHashMap<>();

    @Test
    void a_list_and_what_follows_it_give_the_same_records_as_the_client() {
        create("listed", true);
        create("bare", false);
        try (var reflector = started(admin)) {
            await().atMost(SOON).until(reflector.pods::synced);
            assertThat(told()).isEqualTo(known()).hasSize(2);
            assertThat(told().get("listed").record.ports()).extracting("name").containsExactly("http", "dns", "admin");

            create("watched", true);
            admin.pods().inNamespace(namespace).withName("listed").edit(pod -> {
                pod.getMetadata().getLabels().put("colour", "blue");
                return pod;
            });
            admin.pods()
                    .inNamespace(namespace)
                    .withName("bare")
                    .withGracePeriod(0)
                    .delete();
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(told()).isEqualTo(known());
                assertThat(told()).containsOnlyKeys("listed", "watched");
                assertThat(told().get("listed").record.labels()).containsEntry("colour", "blue");
            });

            admin.pods()
                    .inNamespace(namespace)
                    .withName("watched")
                    .withGracePeriod(30)
                    .delete();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(told().get("watched")).isEqualTo(known().get("watched")));
            assertThat(told().get("watched").record.terminating()).isTrue();
        }
    }

    @Test
    void a_list_that_is_compressed_is_read_to_its_end() {
        IntStream.range(0, 120).forEach(number -> create("many-" + number, true));
        try (var reflector = started(admin)) {
            await().atMost(SOON).until(reflector.pods::synced);
            assertThat(told()).isEqualTo(known()).hasSize(120);
        }
    }

    @Test
    void who_may_not_read_pods_is_not_synced_until_he_may() {
        var nobody = new KubernetesClientBuilder()
                .withConfig(KubeApi.shared().config("nobody-knows-this-token"))
                .build();
        try (nobody;
                var reflector = started(nobody)) {
            create("unseen", false);
            await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> !reflector.pods.synced());
            assertThat(store).isEmpty();
        }
    }

    private record Started(Reflector<Pod> pods) implements AutoCloseable {
        @Override
        public void close() {
            pods.stop();
        }
    }

    private record Kept(Map<String, Pod> pods) implements Sink<Pod> {
        @Override
        public void put(String key, Pod pod) {
            pods.put(key, pod);
        }

        @Override
        public void remove(String key) {
            pods.remove(key);
        }

        @Override
        public Stream<String> keys() {
            return pods.keySet().stream();
        }
    }

    private Started started(KubernetesClient client) {
        return new Started(Reflector.start(client, Kinds.PODS, new Kept(store)));
    }

    /** All that is known of a pod. */
    private record Known(PodRecord record, Optional<HostPorts> hostPorts) {}

    private Map<String, Known> told() {
        return known(store.values().stream()
                .filter(pod -> pod.getMetadata().getNamespace().equals(namespace)));
    }

    private Map<String, Known> known() {
        return known(admin.pods().inNamespace(namespace).list().getItems().stream());
    }

    private static Map<String, Known> known(Stream<Pod> pods) {
        return pods.collect(Collectors.toMap(
                pod -> pod.getMetadata().getName(),
                pod -> new Known(PodRecord.of(pod), HostPorts.of(pod)),
                (a, b) -> a,
                TreeMap::new));
    }

    private void create(String name, boolean running) {
        var pod = Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: %s
                  labels: {app: shop, tier: front}
                  annotations: {note: "%s"}
                spec:
                  nodeName: node-b
                  hostname: host
                  subdomain: shop
                  initContainers:
                    - {name: once, image: i, ports: [{name: never, containerPort: 1}]}
                    - {name: sidecar, image: i, restartPolicy: Always, ports: [{name: admin, containerPort: 15000}]}
                  containers:
                    - name: app
                      image: i
                      ports:
                        - {name: http, containerPort: 8080}
                        - {containerPort: 9090, hostPort: 19090, hostIP: 172.31.0.11}
                        - {name: dns, containerPort: 53, protocol: UDP}
                """.formatted(name, namespace, "x".repeat(2000)), Pod.class);
        var created = admin.resource(pod).create();
        if (running) {
            created.setStatus(Serialization.unmarshal("""
                    phase: Running
                    podIP: 10.244.1.5
                    podIPs: [{ip: 10.244.1.5}, {ip: "fd00::5"}]
                    conditions:
                      - {type: Initialized, status: "True", lastTransitionTime: "2026-01-01T00:00:00Z"}
                      - {type: Ready, status: "True", lastTransitionTime: "2026-01-02T03:04:05Z"}
                    """, PodStatus.class));
            admin.resource(created).updateStatus();
        }
    }
}

package io.portico.bench.endpoints;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.portico.bench.ControlPlane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The Services, pods and nodes that both contestants meet: made once, with no endpoints; only pods' readiness changes.
 */
final class World {
    static final String SLICES = "/apis/discovery.k8s.io/v1/endpointslices";
    static final String ENDPOINTS = "/api/v1/endpoints";
    static final String PODS = "/api/v1/pods";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final ControlPlane plane;
    private final Scale scale;
    private final List<PodOf> turning;

    /** One of a Service's pods, by numbers. */
    record PodOf(String namespace, int service, int number) {
        String name() {
            return "s%d-7c9d8f6b54-%05d".formatted(service, number);
        }
    }

    private World(ControlPlane plane, Scale scale) {
        this.plane = plane;
        this.scale = scale;
        turning = pods(scale.readyPods(), scale.readyPods() + scale.turningPods());
    }

    static World create(ControlPlane plane, Scale scale) {
        var world = new World(plane, scale);
        world.create();
        return world;
    }

    private void create() {
        var client = plane.admin();
        for (var name : namespaces()) {
            var _ = client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
        var _ = client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("portico-system")
                        .endMetadata()
                        .build())
                .create();
        for (var i = 0; i < scale.nodes(); i++) {
            var _ = client.resource(new NodeBuilder()
                            .withNewMetadata()
                            .withName("node-" + i)
                            .withLabels(Map.of("topology.kubernetes.io/zone", "zone-" + i % 3))
                            .endMetadata()
                            .build())
                    .create();
        }
        plane.forEach(IntStream.range(0, scale.services()).boxed().toList(), this::createService);
        plane.forEach(pods(0, scale.readyPods()), pod -> createPod(pod, true));
        plane.forEach(turning, pod -> createPod(pod, false));
    }

    /** Removes what a contestant has written, its Lease too, so that the next need not wait for that to run out. */
    void clear() {
        for (var namespace : namespaces()) {
            var _ = plane.admin()
                    .raw("/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices", "DELETE", null);
            var _ = plane.admin().raw("/api/v1/namespaces/" + namespace + "/endpoints", "DELETE", null);
        }
        for (var namespace : List.of("portico-system", "kube-system")) {
            var _ = plane.admin()
                    .raw("/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases", "DELETE", null);
        }
    }

    /** Pods turn ready at a steady rate, however long one such write takes. */
    void turnReadyOneByOne() {
        var start = System.nanoTime();
        var interval = Duration.ofSeconds(1).toNanos() / scale.perSecond();
        plane.forEach(IntStream.range(0, turning.size()).boxed().toList(), number -> {
            LockSupport.parkNanos(start + number * interval - System.nanoTime());
            turn(turning.get(number), true);
        });
    }

    /** The same pods turn ready, or not ready, as fast as the API server takes it. */
    void turnAll(boolean ready) {
        plane.forEach(turning, pod -> turn(pod, ready));
    }

    private void turn(PodOf pod, boolean ready) {
        var _ = plane.admin()
                .pods()
                .inNamespace(pod.namespace())
                .withName(pod.name())
                .subresource("status")
                .patch(MERGE, PodTemplate.readiness(ready));
    }

    private List<String> namespaces() {
        return IntStream.range(0, scale.namespaces()).mapToObj(World::namespace).toList();
    }

    private static String namespace(int number) {
        return "bench-" + number;
    }

    private List<PodOf> pods(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> {
                    var service = number % scale.services();
                    return new PodOf(namespace(service % scale.namespaces()), service, number);
                })
                .toList();
    }

    private void createService(int number) {
        var _ = plane.admin()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace(number % scale.namespaces()))
                        .withName("s" + number)
                        .withLabels(Map.of("app.kubernetes.io/name", "s" + number))
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(Map.of("app.kubernetes.io/name", "s" + number))
                        .addNewPort()
                        .withName("http")
                        .withPort(80)
                        .withNewTargetPort("http")
                        .endPort()
                        .addNewPort()
                        .withName("metrics")
                        .withPort(9090)
                        .withNewTargetPort(9090)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
    }

    private void createPod(PodOf pod, boolean ready) {
        var address = "10.%d.%d.%d".formatted(pod.number() / 62_500, pod.number() / 250 % 250, pod.number() % 250 + 1);
        var created = plane.admin()
                .resource(PodTemplate.pod(pod, "node-" + pod.number() / scale.services() % scale.nodes()))
                .create();
        Pod running = PodTemplate.running(created, address, ready);
        var _ = plane.admin().resource(running).updateStatus();
    }
}

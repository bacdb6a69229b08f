package io.portico.bench.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.portico.bench.ControlPlane;
import io.portico.bench.LineWatch;
import io.portico.bench.PodAddress;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The Ingresses of the benchmark: each with a host, a Service and an EndpointSlice of its own. Each Ingress can be
 * moved to a Service whose endpoint answers "two", and back to its own, whose endpoint answers "one"; each
 * EndpointSlice to the one or the other endpoint.
 */
final class Site implements AutoCloseable {
    private static final String NAMESPACE = "bench";
    private static final String INGRESSES = "/apis/networking.k8s.io/v1/namespaces/" + NAMESPACE + "/ingresses";
    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/" + NAMESPACE + "/endpointslices";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final String OTHER = "other";

    private final ControlPlane plane;
    private final int ingresses;
    private final Upstream one = new Upstream("one");
    private final Upstream two = new Upstream("two");
    private final boolean[] moved;
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private final List<LineWatch> watches;

    /** A kind of change. */
    enum Kind {
        /** An Ingress names another Service. */
        INGRESS("Ingress"),
        /** A Service's endpoint is another one. */
        ENDPOINTS("EndpointSlice");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private Site(ControlPlane plane, int ingresses) throws IOException {
        this.plane = plane;
        this.ingresses = ingresses;
        moved = new boolean[ingresses];
        create();
        watches = List.of(LineWatch.open(plane, INGRESSES, this::seen), LineWatch.open(plane, SLICES, this::seen));
    }

    static Site create(ControlPlane plane, int ingresses) throws IOException {
        PodAddress.prepare();
        return new Site(plane, ingresses);
    }

    /** The host of an Ingress. */
    static String host(int number) {
        return name(number) + ".bench.example";
    }

    /** What its host is to answer. */
    String answer(int number) {
        return moved[number] ? "200 two" : "200 one";
    }

    /** Moves one to where it is not; from then on its {@link #answer} is the other. */
    void change(Kind kind, int number) {
        moved[number] = !moved[number];
        seen.remove(name(number));
        var client = plane.admin();
        switch (kind) {
            case INGRESS -> {
                var _ = client.network()
                        .v1()
                        .ingresses()
                        .inNamespace(NAMESPACE)
                        .withName(name(number))
                        .patch(MERGE, """
                                {"spec": {"rules": [{"host": "%s", "http": {"paths": [{"path": "/", "pathType": "Prefix",
                                  "backend": {"service": {"name": "%s", "port": {"number": 80}}}}]}}]}}
                                """.formatted(host(number), moved[number] ? OTHER : name(number)));
            }
            case ENDPOINTS -> {
                var _ = client.discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(NAMESPACE)
                        .withName(name(number))
                        .patch(
                                MERGE,
                                "{\"ports\": [{\"name\": \"http\", \"protocol\": \"TCP\", \"port\": %d}]}"
                                        .formatted((moved[number] ? two : one).port()));
            }
        }
    }

    /** When this one's last change was seen by a watch; {@link Long#MAX_VALUE} as long as it was not. */
    long seenNanos(int number) {
        watches.forEach(LineWatch::requireOpen);
        return seen.getOrDefault(name(number), Long.MAX_VALUE);
    }

    @Override
    public void close() {
        watches.forEach(LineWatch::close);
        one.close();
        two.close();
    }

    private void seen(String type, JsonNode object, long nanos) {
        seen.put(object.path("metadata").path("name").asText(), nanos);
    }

    private void create() {
        var client = plane.admin();
        for (var name : List.of(NAMESPACE, "portico-system")) {
            var _ = client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
        var _ = client.resource(new IngressClassBuilder()
                        .withNewMetadata()
                        .withName("portico")
                        .endMetadata()
                        .withNewSpec()
                        .withController("portico.io/ingress-controller")
                        .endSpec()
                        .build())
                .create();
        var _ = client.resource(service(OTHER)).create();
        var _ = client.resource(slice(OTHER, two.port())).create();
        plane.forEach(IntStream.range(0, ingresses).boxed().toList(), number -> {
            var _ = client.resource(service(name(number))).create();
            var _ = client.resource(slice(name(number), one.port())).create();
            createIngress(number);
        });
    }

    private void createIngress(int number) {
        var _ = plane.admin()
                .resource(new IngressBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name(number))
                        .withLabels(Map.of("app.kubernetes.io/name", name(number)))
                        .endMetadata()
                        .withNewSpec()
                        .withIngressClassName("portico")
                        .addNewRule()
                        .withHost(host(number))
                        .withNewHttp()
                        .addNewPath()
                        .withPath("/")
                        .withPathType("Prefix")
                        .withNewBackend()
                        .withNewService()
                        .withName(name(number))
                        .withNewPort()
                        .withNumber(80)
                        .endPort()
                        .endService()
                        .endBackend()
                        .endPath()
                        .endHttp()
                        .endRule()
                        .endSpec()
                        .build())
                .create();
    }

    private static Service service(String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withName("http")
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }

    private static EndpointSlice slice(String name, int port) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .withLabels(Map.of("kubernetes.io/service-name", name))
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(port)
                .endPort()
                .addNewEndpoint()
                .withAddresses(PodAddress.TEXT)
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .endEndpoint()
                .build();
    }

    private static String name(int number) {
        return "s" + number;
    }
}

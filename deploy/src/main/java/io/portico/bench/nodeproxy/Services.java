package io.portico.bench.nodeproxy;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.bench.ControlPlane;
import io.portico.bench.nodeproxy.agent.Endpoint;
import io.portico.testkit.ClusterNetwork;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The Services of the benchmark: each with a ClusterIP, one TCP port, and one EndpointSlice of five ready endpoints.
 */
final class Services {
    private static final String NAMESPACE = "bench";
    /** Where a watch sees them move. */
    static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/" + NAMESPACE + "/endpointslices";

    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final ControlPlane plane;
    private final int[] generations = new int[Endpoint.MOST_SERVICES];
    private int count;

    /** None yet; makes their namespace. */
    Services(ControlPlane plane) {
        this.plane = plane;
        var _ = plane.admin()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    /** Creates what is missing up to that many. */
    void growTo(int services) {
        var client = plane.admin();
        plane.forEach(IntStream.range(count, services).boxed().toList(), service -> {
            var _ = client.resource(service(service)).create();
            var _ = client.resource(slice(service, 0)).create();
        });
        count = services;
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** Which generation of endpoints that Service has after its next {@link #move}. */
    int nextGeneration(int service) {
        return (generations[service] + 1) % Endpoint.GENERATIONS;
    }

    /** Moves a Service: its EndpointSlice names five other endpoints. Returns when the API server has taken it. */
    void move(int service) {
        generations[service] = nextGeneration(service);
        var _ = plane.admin().resource(slice(service, generations[service])).update();
    }

    /** Makes the Node object of a node. */
    void add(ClusterNetwork.Node node) {
        var _ = plane.admin()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(node.name())
                        .addToLabels("kubernetes.io/hostname", node.name())
                        .endMetadata()
                        .withNewSpec()
                        .withPodCIDR(node.podCidr())
                        .withPodCIDRs(node.podCidr(), node.podCidr6())
                        .endSpec()
                        .withNewStatus()
                        .addNewAddress(node.address(), "InternalIP")
                        .addNewAddress(node.address6(), "InternalIP")
                        .endStatus()
                        .build())
                .create();
    }

    /** The Service that an EndpointSlice of that name belongs to. */
    static int ofSlice(String name) {
        return Integer.parseInt(name.substring(1, name.length() - 2));
    }

    private static String name(int service) {
        return "s" + service;
    }

    private static Service service(int service) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name(service))
                .endMetadata()
                .withNewSpec()
                .withClusterIP(Endpoint.clusterIp(service))
                .addNewPort()
                .withProtocol("TCP")
                .withPort(Endpoint.SERVICE_PORT)
                .withNewTargetPort(Endpoint.PORT)
                .endPort()
                .endSpec()
                .build();
    }

    private static EndpointSlice slice(int service, int generation) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name(service) + "-4")
                .addToLabels(SERVICE_NAME, name(service))
                .addToLabels("endpointslice.kubernetes.io/managed-by", "bench")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("")
                .withProtocol("TCP")
                .withPort(Endpoint.PORT)
                .endPort()
                .withEndpoints(IntStream.range(0, Endpoint.PER_SERVICE)
                        .mapToObj(number -> endpoint(new Endpoint(service, number, generation)))
                        .toList())
                .build();
    }

    private static io.fabric8.kubernetes.api.model.discovery.v1.Endpoint endpoint(Endpoint endpoint) {
        return new EndpointBuilder()
                .withAddresses(List.of(endpoint.address()))
                .withNewConditions(true, true, false)
                .build();
    }
}

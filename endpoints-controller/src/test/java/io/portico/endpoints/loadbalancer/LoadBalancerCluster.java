package io.portico.endpoints.loadbalancer;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.endpoints.EndpointsController;
import io.portico.endpoints.ReplicaSettings;
import io.portico.endpoints.apply.Reconciler.Choices;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.loadbalancer.LoadBalancerChoices;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.KubeApi;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A namespace, and nodes of a pool of its own. */
final class LoadBalancerCluster {
    static final String CLEANUP = "service.kubernetes.io/load-balancer-cleanup";
    static final String CONDITION = "portico.io/AddressesAssigned";
    private static final String POOL = "portico.io/load-balancer-pool";

    private static final AtomicInteger NETWORKS = new AtomicInteger();

    final KubernetesClient admin;
    final String namespace;
    private final int network = NETWORKS.incrementAndGet();
    final KubernetesClient account;

    /** On the shared API server. */
    LoadBalancerCluster() {
        this(KubeApi.shared());
    }

    LoadBalancerCluster(KubeApi api) {
        admin = api.admin();
        namespace = api.newNamespace("load-balancer");
        account = ChartAccount.of(api, namespace, EndpointsController.LEASE).client();
    }

    /** A replica with metrics and informers of its own. */
    static final class Replica implements AutoCloseable {
        final MeterRegistry metrics = new SimpleMeterRegistry();
        final EndpointsController controller;
        private final InformerHealth informers = new InformerHealth();

        private Replica(KubernetesClient client, ReplicaSettings settings) {
            controller = new EndpointsController(client, informers, metrics, settings);
        }

        double writes() {
            return metrics.counter("portico_load_balancer_writes_total").count();
        }

        /** Ends it before its block does. */
        void end() {
            close();
        }

        @Override
        public void close() {
            controller.close();
            informers.close();
        }
    }

    Replica replica(String identity) {
        return replica(identity, false);
    }

    Replica replica(String identity, ManagedBy managedBy) {
        return replica(identity, false, managedBy);
    }

    Replica replica(String identity, boolean byDefault) {
        return replica(identity, byDefault, ManagedBy.OURS);
    }

    private Replica replica(String identity, boolean byDefault, ManagedBy managedBy) {
        return new Replica(
                account,
                new ReplicaSettings(
                        namespace,
                        identity,
                        4,
                        new Choices(100, true, managedBy),
                        LoadBalancerChoices.of(
                                byDefault, LoadBalancerChoices.GUARDED_PORTS, LoadBalancerChoices.NODE_PORTS)));
    }

    /** An address that no other test's nodes have. */
    String address(int host) {
        return "172.31." + network + "." + host;
    }

    /** A ready node of the pool; returns its name. */
    String node(String ip) {
        var name = namespace + "-" + ip.replace('.', '-');
        admin.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels(POOL, namespace)
                        .endMetadata()
                        .withNewStatus()
                        .addNewAddress(ip, "InternalIP")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
        return name;
    }

    void nodeReady(String node, boolean ready) {
        admin.nodes()
                .withName(node)
                .editStatus(n -> new NodeBuilder(n)
                        .editStatus()
                        .editFirstCondition()
                        .withStatus(ready ? "True" : "Unknown")
                        .endCondition()
                        .endStatus()
                        .build());
    }

    void service(String name, int port) {
        create(ofClass("portico.io/node", name, port));
    }

    void create(ServiceBuilder service) {
        admin.resource(service.build()).create();
    }

    /** A Service of type LoadBalancer that wants this pool's addresses. */
    ServiceBuilder ofClass(@Nullable String loadBalancerClass, String name, int port) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToAnnotations(POOL, namespace)
                .addToFinalizers("portico.io/test")
                .endMetadata()
                .withNewSpec()
                .withType("LoadBalancer")
                .withLoadBalancerClass(loadBalancerClass)
                .withAllocateLoadBalancerNodePorts(false)
                .addNewPort()
                .withPort(port)
                .endPort()
                .endSpec();
    }

    /** A ready pod on a node, with a host port where {@code hostPort} is not 0. */
    void pod(String name, String app, String node, String ip, int hostPort) {
        admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .addToLabels("app", app)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node)
                        .addNewContainer()
                        .withName("main")
                        .withImage("nothing")
                        .addNewPort()
                        .withContainerPort(8080)
                        .withHostPort(hostPort == 0 ? null : hostPort)
                        .endPort()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        admin.pods()
                .inNamespace(namespace)
                .withName(name)
                .editStatus(p -> new PodBuilder(p)
                        .editOrNewStatus()
                        .withPhase("Running")
                        .withPodIP(ip)
                        .withPodIPs(new PodIP(ip))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build());
    }

    void deletePod(String name) {
        admin.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
    }

    @Nullable
    Service service(String name) {
        return admin.services().inNamespace(namespace).withName(name).get();
    }

    /** Takes the finalizer of this test away, so that only the controller's can hold the Service. */
    void delete(String name) {
        admin.services().inNamespace(namespace).withName(name).delete();
        // Not by a patch that counts positions: the controller may take its own away meanwhile.
        admin.services()
                .inNamespace(namespace)
                .withName(name)
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[\"portico.io/test\"]}}");
    }

    String version(String service) {
        return present(service).getMetadata().getResourceVersion();
    }

    /** The addresses in its status, each with its mode. */
    List<String> addresses(String service) {
        return Stream.ofNullable(present(service).getStatus().getLoadBalancer().getIngress())
                .flatMap(List::stream)
                .map(ingress -> ingress.getIp() + " " + ingress.getIpMode())
                .toList();
    }

    List<String> finalizers(String service) {
        return present(service).getMetadata().getFinalizers();
    }

    /** The controller's condition as {@code status reason message}; {@code none} without. */
    String condition(String service) {
        return Stream.ofNullable(present(service).getStatus().getConditions())
                .flatMap(List::stream)
                .filter(condition -> CONDITION.equals(condition.getType()))
                .findFirst()
                .map(LoadBalancerCluster::text)
                .orElse("none");
    }

    /** The messages of the Events on it with that reason. */
    List<String> events(String service, String reason) {
        return admin.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event ->
                        event.getInvolvedObject().getName().equals(service) && reason.equals(event.getReason()))
                .map(event -> event.getMessage())
                .toList();
    }

    private static String text(Condition condition) {
        return condition.getStatus() + " " + condition.getReason() + " " + condition.getMessage();
    }

    private Service present(String name) {
        return Optional.ofNullable(service(name)).orElseThrow();
    }
}

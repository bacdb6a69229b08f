package io.portico.endpoints;

import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.endpoints.apply.Reconciler;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.loadbalancer.LoadBalancerChoices;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.KubeApi;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A namespace of its own on an API server, and in it the parts of user, scheduler and kubelet. */
final class TestCluster {
    static final String NODE = "node-a";
    private static final String SERVICE = "portico-endpoints-controller";
    static final Reconciler.Choices CHOICES = new Reconciler.Choices(100, true, ManagedBy.OURS);
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    final KubernetesClient admin;
    final String namespace;

    /** The controller's, with the rights that the chart gives it. */
    final ChartAccount account;

    private final KubeApi api;

    /** A replica with metrics and informers of its own, which closes its client, too. */
    static final class Replica implements AutoCloseable {
        final MeterRegistry metrics = new SimpleMeterRegistry();
        final EndpointsController controller;
        private final InformerHealth informers = new InformerHealth();
        private final KubernetesClient client;

        Replica(
                KubernetesClient client,
                String leaseNamespace,
                String identity,
                Reconciler.Choices choices,
                Pace pace) {
            this.client = client;
            controller = new EndpointsController(
                    client,
                    informers,
                    metrics,
                    new ReplicaSettings(leaseNamespace, identity, 4, choices, LoadBalancerChoices.DEFAULT, pace));
        }

        double sliceWrites() {
            return Stream.of("create", "update", "delete")
                    .mapToDouble(operation -> metrics.counter(
                                    "endpoint_slice_controller_changes_total", "operation", operation)
                            .count())
                    .sum();
        }

        /** Ends it before its block does. */
        void end() {
            close();
        }

        @Override
        public void close() {
            controller.close();
            informers.close();
            client.close();
        }
    }

    /** On the API server that tests share, from which what earlier tests left goes: a controller sees all of it. */
    TestCluster() {
        this(cleared(KubeApi.shared()));
    }

    private static KubeApi cleared(KubeApi api) {
        var admin = api.admin();
        admin.nodes().list().getItems().forEach(node -> admin.resource(node).delete());
        api.clear();
        return api;
    }

    /** Beside the one that the test has already. */
    TestCluster beside() {
        return new TestCluster(KubeApi.shared());
    }

    TestCluster(KubeApi api) {
        this.api = api;
        admin = api.admin();
        namespace = api.newNamespace("endpoints");
        account = account(SERVICE);
        node(NODE, "zone-a");
    }

    /** Another of the controller's, under that name. */
    ChartAccount account(String name) {
        return ChartAccount.named(api, namespace, SERVICE, name);
    }

    Replica replica(String identity) {
        return replica(identity, CHOICES);
    }

    Replica replica(String identity, Reconciler.Choices choices) {
        return replica(identity, choices, Pace.UNLIMITED);
    }

    Replica replica(String identity, Reconciler.Choices choices, Pace pace) {
        return new Replica(account.client(), namespace, identity, choices, pace);
    }

    Replica replica(String identity, KubernetesClient client) {
        return new Replica(client, namespace, identity, CHOICES, Pace.UNLIMITED);
    }

    void node(String name, String zone) {
        if (admin.nodes().withName(name).get() == null) {
            admin.resource(new NodeBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .addToLabels("topology.kubernetes.io/zone", zone)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    Service service(String name, Map<String, String> selector) {
        return service(name, selector, "http");
    }

    Service service(String name, Map<String, String> selector, String targetPort) {
        return admin.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .addToLabels("team", "shop")
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(selector)
                        .addNewPort()
                        .withName("http")
                        .withPort(80)
                        .withNewTargetPort(targetPort)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
    }

    /**
     * A pod bound to {@link #NODE} with a container port {@code http} 8080; returns its IP once it is running and
     * ready.
     */
    String readyPod(String name, Map<String, String> labels) {
        return readyPod(name, labels, NODE);
    }

    String readyPod(String name, Map<String, String> labels, String node) {
        var number = ADDRESSES.incrementAndGet();
        var ip = "10.244." + number / 250 + "." + (number % 250 + 1);
        admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node)
                        .addNewContainer()
                        .withName("main")
                        .withImage("nothing")
                        .addNewPort()
                        .withName("http")
                        .withContainerPort(8080)
                        .endPort()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        status(name, ip, true);
        return ip;
    }

    void status(String pod, String ip, boolean ready) {
        status(pod, ip, ready, null);
    }

    void status(String pod, String ip, boolean ready, @Nullable String changed) {
        admin.pods()
                .inNamespace(namespace)
                .withName(pod)
                .editStatus(p -> new PodBuilder(p)
                        .editOrNewStatus()
                        .withPhase("Running")
                        .withPodIP(ip)
                        .withPodIPs(new PodIP(ip))
                        .removeMatchingFromConditions(c -> "Ready".equals(c.getType()))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(ready ? "True" : "False")
                        .withLastTransitionTime(changed)
                        .endCondition()
                        .endStatus()
                        .build());
    }

    void ready(String pod, boolean ready) {
        readySince(pod, ready, null);
    }

    void readySince(String pod, boolean ready, @Nullable String changed) {
        status(
                pod,
                admin.pods()
                        .inNamespace(namespace)
                        .withName(pod)
                        .get()
                        .getStatus()
                        .getPodIP(),
                ready,
                changed);
    }

    void deletePod(String name) {
        admin.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
    }

    void deleteService(String name) {
        admin.services().inNamespace(namespace).withName(name).delete();
    }

    List<EndpointSlice> slices(String service) {
        return admin.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withLabel("kubernetes.io/service-name", service)
                .list()
                .getItems();
    }

    Endpoints endpoints(String service) {
        return admin.endpoints().inNamespace(namespace).withName(service).get();
    }

    /** An Endpoints object as a user writes it, with port {@code sql} 5432; returns its resourceVersion. */
    String handWrite(String name, String... ips) {
        var endpoints = new EndpointsBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .addNewSubset()
                .withAddresses(Arrays.stream(ips)
                        .map(ip -> new EndpointAddressBuilder().withIp(ip).build())
                        .toList())
                .addNewPort()
                .withName("sql")
                .withPort(5432)
                .endPort()
                .endSubset()
                .build();
        return admin.resource(endpoints).create().getMetadata().getResourceVersion();
    }

    /** All slices' endpoints, as {@code IP ready} or {@code IP not ready}, sorted. */
    List<String> sliced(String service) {
        return slices(service).stream()
                .flatMap(slice -> Stream.ofNullable(slice.getEndpoints()))
                .flatMap(List::stream)
                .map(endpoint -> endpoint.getAddresses().getFirst()
                        + (endpoint.getConditions().getReady() ? " ready" : " not ready"))
                .sorted()
                .toList();
    }

    /** As {@link #sliced}, of the Endpoints object; empty also when there is none. */
    List<String> addressed(String service) {
        var endpoints = endpoints(service);
        if (endpoints == null) {
            return List.of();
        }
        return Stream.ofNullable(endpoints.getSubsets())
                .flatMap(List::stream)
                .flatMap(subset -> Stream.concat(
                        Stream.ofNullable(subset.getAddresses())
                                .flatMap(List::stream)
                                .map(address -> address.getIp() + " ready"),
                        Stream.ofNullable(subset.getNotReadyAddresses())
                                .flatMap(List::stream)
                                .map(address -> address.getIp() + " not ready")))
                .sorted()
                .toList();
    }

    /** Name and resourceVersion of all that the controller writes for these Services. */
    Map<String, String> versions(String... services) {
        return Arrays.stream(services)
                .flatMap(service ->
                        Stream.<HasMetadata>concat(slices(service).stream(), Stream.ofNullable(endpoints(service))))
                .collect(Collectors.toMap(
                        object -> object.getKind() + " " + object.getMetadata().getName(),
                        object -> object.getMetadata().getResourceVersion()));
    }
}

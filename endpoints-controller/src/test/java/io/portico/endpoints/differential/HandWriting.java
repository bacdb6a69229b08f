package io.portico.endpoints.differential;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.differential.History.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The part of a user who keeps Endpoints by hand. */
final class HandWriting {
    private static final List<Map<String, String>> LABELS = List.of(
            Map.of(),
            Map.of("team", "shop"),
            Map.of("team", "bank", "kubernetes.io/service-name", "other"),
            Map.of("endpointslice.kubernetes.io/skip-mirror", "false"),
            Map.of("endpointslice.kubernetes.io/skip-mirror", "true"));
    private static final List<Map<String, String>> ANNOTATIONS = List.of(
            Map.of(),
            Map.of("note", "keep"),
            Map.of("kubectl.kubernetes.io/last-applied-configuration", "{}"),
            Map.of("control-plane.alpha.kubernetes.io/leader", "{}"));
    private static final List<List<EndpointPort>> PORTS = List.of(
            List.of(),
            List.of(port("", 80)),
            List.of(port("sql", 5432)),
            List.of(port("sql", 5432), port("stats", 9187)));

    private final String namespace;
    private final Random random;

    HandWriting(String namespace, Random random) {
        this.namespace = namespace;
        this.random = random;
    }

    Step create(String name) {
        var endpoints = new EndpointsBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(one(LABELS))
                .withAnnotations(one(ANNOTATIONS))
                .endMetadata()
                .withSubsets(subsets())
                .build();
        return new Step(
                "write endpoints " + name + " " + text(endpoints),
                client -> client.resource(endpoints).create());
    }

    Step edit(String name) {
        var what = random.nextInt(4);
        var labels = one(LABELS);
        var annotations = one(ANNOTATIONS);
        var subsets = subsets();
        return new Step(
                "edit endpoints " + name
                        + switch (what) {
                            case 0 -> " labels " + labels;
                            case 1 -> " annotations " + annotations;
                            default -> " " + subsets;
                        },
                client -> on(client, name).edit(endpoints -> switch (what) {
                    case 0 ->
                        new EndpointsBuilder(endpoints)
                                .editMetadata()
                                .withLabels(labels)
                                .endMetadata()
                                .build();
                    case 1 ->
                        new EndpointsBuilder(endpoints)
                                .editMetadata()
                                .withAnnotations(annotations)
                                .endMetadata()
                                .build();
                    default ->
                        new EndpointsBuilder(endpoints).withSubsets(subsets).build();
                }));
    }

    Step delete(String name) {
        return new Step("delete endpoints " + name, client -> on(client, name).delete());
    }

    /** A Service without a selector, and Endpoints for it that make a slice for each of their ports. */
    void several(KubernetesClient client, String name) {
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        client.resource(new EndpointsBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withSubsets(IntStream.rangeClosed(1, 4)
                                .mapToObj(i -> new EndpointSubsetBuilder()
                                        .addNewAddress()
                                        .withIp("192.0.2." + i)
                                        .endAddress()
                                        .withPorts(port("port-" + i, 5000 + i))
                                        .build())
                                .toList())
                        .build())
                .create();
    }

    private io.fabric8.kubernetes.client.dsl.Resource<Endpoints> on(KubernetesClient client, String name) {
        return client.endpoints().inNamespace(namespace).withName(name);
    }

    private List<EndpointSubset> subsets() {
        var subsets = new ArrayList<EndpointSubset>();
        for (var i = random.nextInt(4); i > 0; i--) {
            var ready = addresses();
            var notReady = ready.isEmpty() || random.nextInt(3) == 0 ? addresses() : List.<EndpointAddress>of();
            if (!ready.isEmpty() || !notReady.isEmpty()) {
                subsets.add(new EndpointSubsetBuilder()
                        .withAddresses(ready)
                        .withNotReadyAddresses(notReady)
                        .withPorts(one(PORTS))
                        .build());
            }
        }
        if (subsets.size() == 1 && random.nextBoolean()) {
            // Upstream takes the same port of two subsets for two ports when it has an appProtocol.
            subsets.replaceAll(subset -> new EndpointSubsetBuilder(subset)
                    .withPorts(new EndpointPortBuilder(port("sql", 5432))
                            .withAppProtocol("example.com/sql")
                            .build())
                    .build());
        }
        return subsets;
    }

    /** An address tells always the same of itself: which of two that differ is believed, is nobody's business. */
    private List<EndpointAddress> addresses() {
        var numbers = new TreeSet<Integer>();
        for (var i = random.nextInt(4); i > 0; i--) {
            numbers.add(1 + random.nextInt(9));
        }
        return numbers.stream()
                .map(number -> new EndpointAddressBuilder()
                        .withIp(number % 3 == 0 ? "2001:db8::" + number : "192.0.2." + number)
                        .withHostname(number % 4 == 0 ? "host-" + number : null)
                        .withNodeName(number % 4 == 1 ? "node-a" : null)
                        .build())
                .map(address -> address.getIp().endsWith("5")
                        ? new EndpointAddressBuilder(address)
                                .withNewTargetRef()
                                .withApiVersion("v1")
                                .withKind("Pod")
                                .withNamespace(namespace)
                                .withName("pod-5")
                                .endTargetRef()
                                .build()
                        : address)
                .toList();
    }

    private static EndpointPort port(String name, int number) {
        return new EndpointPortBuilder()
                .withName(name.isEmpty() ? null : name)
                .withPort(number)
                .withProtocol("TCP")
                .build();
    }

    private static String text(Endpoints endpoints) {
        return endpoints.getMetadata().getLabels() + " "
                + endpoints.getMetadata().getAnnotations() + " " + endpoints.getSubsets();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}

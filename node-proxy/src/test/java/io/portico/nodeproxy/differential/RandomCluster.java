package io.portico.nodeproxy.differential;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Services of all policies, one of them headless, slices with all conditions and hints, labels that belong on objects
 * of the other kind, and one Node that changes its zone. An address may have been that of a pod that still ends; of two
 * entries that both end, or both do not, upstream takes any.
 */
final class RandomCluster implements AutoCloseable {
    private static final List<String> PORTS = List.of("web:8080/TCP", "dns:5353/UDP");
    private static final List<String> ZONES = List.of("east", "west", "north");
    private static final int SERVICES = 8;
    private static final int HEADLESS = SERVICES - 1;

    /** What a label may say that belongs on objects of the other kind, or on none. */
    private static final String HEADLESS_LABEL = "service.kubernetes.io/headless";

    private static final String PROXY_LABEL = "service.kubernetes.io/service-proxy-name";
    /** The name of the port by which it can be told whether all changes have been seen. */
    static final String LAST = "last";

    private final KubernetesClient client;
    private final String namespace;
    private final String node;
    private final Random random;

    RandomCluster(KubernetesClient client, String namespace, String node, long seed) {
        this.client = client;
        this.namespace = namespace;
        this.node = node;
        this.random = new Random(seed);
        var created = client.resource(new NodeBuilder(Worlds.node(node, "10.244.1.0/24", "fd44:1::/64"))
                        .withNewStatus()
                        .endStatus()
                        .build())
                .create();
        var _ = client.resource(created.edit()
                        .withNewStatus()
                        .addNewAddress("172.31.0.11", "InternalIP")
                        .addNewAddress("fd31::b", "InternalIP")
                        .endStatus()
                        .build())
                .updateStatus();
        IntStream.range(0, SERVICES).forEach(this::newService);
    }

    /** Some things change. What of each kind comes last can be told from what was there before. */
    void change(int step) {
        if (random.nextInt(3) == 0) {
            var zone = random.nextInt(4);
            var _ = client.nodes().withName(node).edit(before -> {
                var labels = before.getMetadata().getLabels();
                labels.remove(NodeFacts.ZONE);
                if (zone < ZONES.size()) {
                    labels.put(NodeFacts.ZONE, ZONES.get(zone));
                }
                return before;
            });
        }
        for (var i = random.nextInt(3); i > 0; i--) {
            newPolicies(random.nextInt(SERVICES));
        }
        if (random.nextBoolean()) {
            newLabels(1 + random.nextInt(SERVICES - 1));
        }
        for (var i = 1 + random.nextInt(4); i > 0; i--) {
            newSlices(random.nextInt(SERVICES));
        }
        var slice = Worlds.slice("last", name(0), List.of(LAST + ":" + lastPort(step) + "/TCP"), "10.244.9.9");
        write(slice.editMetadata().withNamespace(namespace).endMetadata().build());
        edit(name(0), service -> service.getSpec().getPorts().getLast().setPort(lastPort(step)));
    }

    /** The Service, and by it the slice, that each step changes after all others. */
    NamespacedName last() {
        return new NamespacedName(namespace, name(0));
    }

    /** The number that {@link #LAST} has in both after that step. */
    static int lastPort(int step) {
        return 1000 + step;
    }

    private void newService(int number) {
        var ports = List.of("web:80/TCP", "dns:53/UDP", "last:1000/TCP");
        var service = Worlds.service(name(number), List.of(), ports.toArray(String[]::new))
                .editMetadata()
                .withNamespace(namespace)
                .withUid(null)
                .endMetadata()
                .editSpec()
                .withType(random.nextInt(3) == 0 ? "ClusterIP" : "NodePort")
                .withIpFamilyPolicy(random.nextInt(3) == 0 ? "SingleStack" : "PreferDualStack")
                .endSpec()
                .build();
        if (number == HEADLESS) {
            service = service.edit()
                    .editSpec()
                    .withType("ClusterIP")
                    .withClusterIP("None")
                    .endSpec()
                    .build();
        }
        var _ = client.resource(service).create();
        newPolicies(number);
    }

    private void newLabels(int number) {
        var label = random.nextInt(4);
        edit(
                name(number),
                service -> service.getMetadata()
                        .setLabels(
                                switch (label) {
                                    case 0 -> Map.of(HEADLESS_LABEL, "");
                                    case 1 -> Map.of(HEADLESS_LABEL, "true", "app", "web");
                                    case 2 -> Map.of(PROXY_LABEL, "");
                                    default -> Map.of("app", "web");
                                }));
    }

    private Map<String, String> sliceLabels() {
        return switch (random.nextInt(12)) {
            case 0 -> Map.of(HEADLESS_LABEL, "");
            case 1 -> Map.of(PROXY_LABEL, "other");
            default -> Map.of();
        };
    }

    private void newPolicies(int number) {
        var internal = policy();
        var external = policy();
        edit(name(number), service -> {
            service.getSpec().setInternalTrafficPolicy(internal);
            if (service.getSpec().getType().equals("NodePort")) {
                service.getSpec().setExternalTrafficPolicy(external);
            }
        });
    }

    private String policy() {
        return random.nextInt(3) == 0 ? "Local" : "Cluster";
    }

    /** Two slices in each family, whose endpoints have hints of one kind, or of several. */
    private void newSlices(int number) {
        for (var six : List.of(false, true)) {
            var kind = random.nextInt(5);
            var host = 2;
            var known = new ArrayList<Endpoint>();
            for (var part : List.of("x", "y")) {
                var endpoints = new ArrayList<Endpoint>();
                for (var i = random.nextInt(4); i > 0; i--) {
                    endpoints.add(endpoint(
                            (six ? "fd44:" + (number + 1) + "::" : "10.244." + (number + 1) + ".") + host++, kind));
                    known.add(endpoints.getLast());
                }
                for (var other : List.copyOf(known)) {
                    if (random.nextInt(4) == 0) {
                        endpoints.add(random.nextInt(endpoints.size() + 1), otherwise(other, kind));
                        known.remove(other);
                    }
                }
                var name = name(number) + "-" + (six ? 6 : 4) + part;
                write(Worlds.slice(name, name(number), PORTS)
                        .editMetadata()
                        .withNamespace(namespace)
                        .addToLabels(sliceLabels())
                        .endMetadata()
                        .withAddressType(six ? "IPv6" : "IPv4")
                        .withEndpoints(endpoints)
                        .build());
            }
        }
    }

    /** Another pod of that address: of the two, one ends. */
    private Endpoint otherwise(Endpoint known, int kind) {
        var ends = known.getConditions() != null
                && Boolean.TRUE.equals(known.getConditions().getTerminating());
        var other = endpoint(known.getAddresses().getFirst(), kind);
        return other.edit()
                .withConditions(other.edit()
                        .editOrNewConditions()
                        .withTerminating(!ends)
                        .endConditions()
                        .buildConditions())
                .build();
    }

    private Endpoint endpoint(String address, int kind) {
        var endpoint = new EndpointBuilder().withAddresses(address);
        if (random.nextInt(8) > 0) {
            endpoint = endpoint.withNodeName(random.nextInt(3) == 0 ? node : "node-b");
        }
        endpoint = switch (random.nextInt(8)) {
            case 0 -> conditions(endpoint, false, true, true);
            case 1 -> conditions(endpoint, false, false, true);
            case 2 -> conditions(endpoint, false, false, false);
            case 3 -> conditions(endpoint, true, true, true);
            case 4 -> endpoint;
            default -> conditions(endpoint, true, true, false);
        };
        var zones = new TreeSet<String>();
        for (var i = random.nextInt(12) > 0 ? Math.min(kind, 2) : 0; i > 0; i--) {
            zones.add(ZONES.get(random.nextInt(ZONES.size())));
        }
        for (var zone : zones) {
            endpoint = endpoint.editOrNewHints().addNewForZone(zone).endHints();
        }
        if (kind > 2 && random.nextInt(12) > 0) {
            endpoint = endpoint.editOrNewHints()
                    .addNewForNode(random.nextInt(3) == 0 ? node : "node-b")
                    .endHints();
        }
        return endpoint.build();
    }

    private static EndpointBuilder conditions(
            EndpointBuilder endpoint, boolean ready, boolean serving, boolean terminating) {
        return endpoint.withNewConditions()
                .withReady(ready)
                .withServing(serving)
                .withTerminating(terminating)
                .endConditions();
    }

    private static String name(int number) {
        return "svc" + number;
    }

    private void write(EndpointSlice slice) {
        var _ = client.resource(slice).createOr(NonDeletingOperation::update);
    }

    private void edit(String name, Consumer<Service> change) {
        var _ = client.services().inNamespace(namespace).withName(name).edit(service -> {
            change.accept(service);
            return service;
        });
    }

    /** All of it is gone from the API server. */
    @Override
    public void close() {
        client.services().inNamespace(namespace).delete();
        client.discovery().v1().endpointSlices().inNamespace(namespace).delete();
        client.nodes().withName(node).delete();
    }
}

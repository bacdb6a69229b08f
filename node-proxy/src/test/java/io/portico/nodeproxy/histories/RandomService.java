package io.portico.nodeproxy.histories;

import static io.portico.nodeproxy.packets.Places.NODE_A;

import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHintsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.packets.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A Service and its slices, of which each step of a history throws some part anew. */
final class RandomService {
    private static final List<String> RANGES = List.of(
            "172.31.0.100/32", "172.31.0.0/25", "10.244.1.0/24", "10.244.2.2/32", "fd31::/64", "fd44:1::3/128", "::/0");
    /** Where nodes may be, and whom endpoints may be meant for. */
    static final List<String> ZONES = List.of("east", "west");

    private static final List<List<String>> PORTS = List.of(
            List.of("web:1%d/TCP:3010%d"),
            List.of("web:1%d/TCP:3010%d", "dns:2%d/UDP:3020%d"),
            List.of("web:1%d/TCP:3010%d", "alt:3%d/TCP:3030%d", "dns:1%d/UDP:3010%d"),
            List.of("alt:3%d/TCP", "dns:2%d/UDP"));
    private static final List<String> TARGETS = List.of("web:8080/TCP", "alt:8081/TCP", "dns:5353/UDP");

    private final int number;
    private final Random random;
    private Service service;
    private List<EndpointSlice> slices = List.of();
    private boolean exists = true;
    private int addresses;

    RandomService(int number, Random random) {
        this.number = number;
        this.random = random;
        this.service = newService();
        this.slices = newSlices();
    }

    String name() {
        return "svc" + number;
    }

    Optional<Service> service() {
        return exists ? Optional.of(service) : Optional.empty();
    }

    List<EndpointSlice> slices() {
        return slices;
    }

    /** Something of it changes; its name is returned. */
    String change() {
        switch (random.nextInt(10)) {
            case 0 -> exists = !exists;
            case 1 -> {
                exists = true;
                service = newService();
            }
            case 2 -> service = withPolicies(service.edit()).build();
            case 3 -> service = withAffinity(service.edit()).build();
            case 4 -> service = withExternal(service.edit()).build();
            case 5 -> slices = List.of();
            default -> slices = newSlices();
        }
        return name();
    }

    private Service newService() {
        addresses++;
        var ips =
                List.of("10.96.%d.%d".formatted(number + 1, addresses), "fd96::%d:%d".formatted(number + 1, addresses));
        var template = PORTS.get(random.nextInt(PORTS.size()));
        var ports = template.stream()
                .map(port -> port.replace("%d", String.valueOf(number)))
                .toArray(String[]::new);
        var builder = Worlds.service(name(), random.nextInt(4) == 0 ? ips.subList(0, 1) : ips, ports);
        return withAffinity(withExternal(withPolicies(builder))).build();
    }

    private ServiceBuilder withPolicies(ServiceBuilder service) {
        return service.editSpec()
                .withInternalTrafficPolicy(random.nextInt(3) == 0 ? "Local" : "Cluster")
                .withExternalTrafficPolicy(random.nextInt(2) == 0 ? "Local" : "Cluster")
                .endSpec();
    }

    private ServiceBuilder withAffinity(ServiceBuilder service) {
        return service.editSpec()
                .withSessionAffinity(random.nextInt(3) == 0 ? "ClientIP" : "None")
                .endSpec();
    }

    private ServiceBuilder withExternal(ServiceBuilder service) {
        var external = random.nextBoolean()
                ? List.of("192.0.2." + (number + 1), "2001:db8::" + (number + 1))
                : List.<String>of();
        var balanced = switch (random.nextInt(4)) {
            case 0 -> List.of(NODE_A);
            case 1 -> List.of("203.0.113." + (number + 1), "fd31::b");
            default -> List.<String>of();
        };
        // Of both families, for what ranges of one say about the other is a matter of taste.
        var ranges = random.nextBoolean()
                ? List.<String>of()
                : List.of(
                        RANGES.get(random.nextInt(4)),
                        RANGES.get(random.nextInt(4)),
                        RANGES.get(4 + random.nextInt(3)));
        return service.editSpec()
                .withExternalIPs(external)
                .withLoadBalancerSourceRanges(ranges)
                .endSpec()
                .editOrNewStatus()
                .withNewLoadBalancer()
                .withIngress(balanced.stream()
                        .map(ip -> new LoadBalancerIngressBuilder().withIp(ip).build())
                        .toList())
                .endLoadBalancer()
                .endStatus();
    }

    /**
     * One or two slices in each family, or none. An endpoint may stand in both of a family; and its address may have
     * been that of a pod of another node before, which still ends.
     */
    private List<EndpointSlice> newSlices() {
        var made = new ArrayList<EndpointSlice>();
        for (var family : List.of(false, true)) {
            var endpoints = new ArrayList<Endpoint>();
            var hints = random.nextInt(4);
            for (var pod : Places.all()) {
                if (pod.isPod() && random.nextInt(4) > 0) {
                    endpoints.add(withHints(hints, endpoint(pod, family)));
                }
            }
            addFormerPods(endpoints);
            var split = endpoints.isEmpty() ? 0 : random.nextInt(endpoints.size() + 1);
            made.add(slice(family, "x", endpoints.subList(0, split)));
            made.add(slice(family, "y", endpoints.subList(random.nextInt(split + 1), endpoints.size())));
        }
        return made;
    }

    private void addFormerPods(List<Endpoint> endpoints) {
        for (var endpoint : List.copyOf(endpoints)) {
            if (random.nextInt(4) == 0) {
                var former = conditions(
                        new EndpointBuilder().withAddresses(endpoint.getAddresses()),
                        false,
                        random.nextBoolean(),
                        true);
                // One that counts says where the address is; one that does not may say what it will.
                var counts = Oracle.rank(former) < Oracle.rank(endpoint);
                former.setNodeName(counts ? endpoint.getNodeName() : Places.NODES.get(random.nextInt(2)));
                // Two that are alike in all that decides are of one pod: whichever of them counts is right.
                if (!Oracle.rank(former).equals(Oracle.rank(endpoint))) {
                    endpoints.add(random.nextInt(endpoints.size() + 1), withHints(1 + random.nextInt(3), former));
                }
            }
        }
    }

    /** One time in four none has hints; else nearly all are meant for some zone, and perhaps for some node. */
    private Endpoint withHints(int kind, Endpoint endpoint) {
        if (kind == 0 || random.nextInt(10) == 0) {
            return endpoint;
        }
        var hints = new EndpointHintsBuilder().addNewForZone(ZONES.get(random.nextInt(2)));
        if (kind == 1) {
            hints = hints.addNewForNode(Places.NODES.get(random.nextInt(2)));
        }
        endpoint.setHints(hints.build());
        return endpoint;
    }

    private EndpointSlice slice(boolean six, String part, List<Endpoint> endpoints) {
        var name = name() + "-" + (six ? 6 : 4) + part;
        return Worlds.slice(name, name(), TARGETS)
                .withAddressType(six ? "IPv6" : "IPv4")
                .withEndpoints(endpoints)
                .build();
    }

    private Endpoint endpoint(Places.Place pod, boolean six) {
        var builder = new EndpointBuilder()
                .withAddresses(six ? pod.address6() : pod.address())
                .withNodeName(pod.node());
        return switch (random.nextInt(8)) {
            case 0 -> conditions(builder, false, true, true);
            case 1 -> conditions(builder, false, false, true);
            case 2 -> conditions(builder, false, false, false);
            // publishNotReadyAddresses makes even an ending one ready.
            case 3 -> conditions(builder, true, true, true);
            case 4 -> builder.build();
            default -> conditions(builder, true, true, false);
        };
    }

    private static Endpoint conditions(EndpointBuilder builder, boolean ready, boolean serving, boolean terminating) {
        return builder.withNewConditions()
                .withReady(ready)
                .withServing(serving)
                .withTerminating(terminating)
                .endConditions()
                .build();
    }
}

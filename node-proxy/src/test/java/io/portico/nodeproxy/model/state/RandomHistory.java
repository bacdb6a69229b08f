package io.portico.nodeproxy.model.state;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditionsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHintsBuilder;
import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.nodeproxy.model.objects.ServiceFacts;
import io.portico.nodeproxy.model.objects.ServiceReader;
import io.portico.nodeproxy.model.objects.World;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.net.Family;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.slices.SliceReader;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A cluster in which Services and slices come, change and go, and ask for each other's addresses and ports. Entries of
 * one address disagree, in one slice and in several.
 */
final class RandomHistory {
    private static final int SERVICES = 8;

    private final Random random;
    private World world = World.of("node-a");

    RandomHistory(long seed) {
        this.random = new Random(seed);
    }

    /** The world after one to three things happened. */
    World next() {
        for (var i = random.nextInt(3); i >= 0; i--) {
            switch (random.nextInt(11)) {
                case 0 -> world = world.with(name(), null);
                case 1, 2, 3 -> addService();
                case 4 ->
                    world = world.with(new NodeFacts(
                            "node-a",
                            Cidr.parse("10.244." + random.nextInt(3) + ".0/24").stream()
                                    .toList(),
                            true,
                            random.nextBoolean()
                                    ? Map.of()
                                    : Map.of(
                                            Family.IPV4,
                                            Address.parse("172.31.0." + (1 + random.nextInt(2)))
                                                    .orElseThrow()),
                            random.nextInt(3) == 0 ? "" : zone()));
                case 5 ->
                    world = world.withServiceRanges(
                            "range" + random.nextInt(2),
                            random.nextInt(3) == 0
                                    ? null
                                    : Cidr.parse("10.96." + random.nextInt(2) + ".0/" + (16 + 8 * random.nextInt(2)))
                                            .stream()
                                            .toList());
                default -> addSlice();
            }
        }
        return world;
    }

    /** As it is now, of other objects that are equal. */
    World copied() {
        var copy = World.of("node-a").with(world.node());
        for (var ranges : world.serviceRanges().entrySet()) {
            copy = copy.withServiceRanges(ranges.getKey(), ranges.getValue());
        }
        for (var name : world.services().keys()) {
            var view = world.services().get(name);
            if (view != null && view.service() != null) {
                var reading = view.service();
                copy = copy.with(name, new Reading<>(reading.facts().map(RandomHistory::copy), reading.problems()));
            }
            for (var slice : view == null ? List.<Reading<SliceFacts>>of() : view.slices()) {
                copy = copy.with(slice.facts().orElseThrow(), new Reading<>(slice.facts(), slice.problems()));
            }
        }
        return copy;
    }

    private void addService() {
        var number = random.nextInt(SERVICES);
        var ports = new ArrayList<String>();
        ports.add("web:80/TCP:" + (random.nextBoolean() ? 30000 + random.nextInt(4) : 0));
        if (random.nextBoolean()) {
            ports.add("dns:53/UDP:" + (random.nextBoolean() ? 30000 + random.nextInt(4) : 0));
        }
        var ips = new ArrayList<>(List.of("10.96.0." + (10 + (random.nextInt(5) == 0 ? random.nextInt(8) : number))));
        if (random.nextBoolean()) {
            ips.add("fd96::" + (10 + number));
        }
        var builder = service("s" + number, ips, ports.toArray(String[]::new))
                .editMetadata()
                .withCreationTimestamp("2026-01-01T00:00:0" + random.nextInt(10) + "Z")
                .endMetadata()
                .editSpec()
                .withExternalIPs(
                        random.nextInt(3) == 0
                                ? List.of("172.31.0." + random.nextInt(3), "10.96.0." + (10 + random.nextInt(8)))
                                : List.of())
                .withSessionAffinity(random.nextInt(4) == 0 ? "ClientIP" : "None")
                .withInternalTrafficPolicy(random.nextInt(4) == 0 ? "Local" : "Cluster")
                .withExternalTrafficPolicy(random.nextInt(3) == 0 ? "Local" : "Cluster")
                .withLoadBalancerSourceRanges(random.nextInt(3) == 0 ? List.of("192.0.2.0/24") : List.of())
                .endSpec();
        if (random.nextInt(3) == 0) {
            builder.withNewStatus()
                    .withNewLoadBalancer()
                    .addNewIngress()
                    .withIp("172.31.1." + random.nextInt(3))
                    .endIngress()
                    .endLoadBalancer()
                    .endStatus();
        }
        world = world.with(new NamespacedName("default", "s" + number), ServiceReader.read(builder.build()));
    }

    private void addSlice() {
        var service = "s" + random.nextInt(SERVICES);
        var six = random.nextInt(4) == 0;
        var addresses = new ArrayList<String>();
        for (var i = random.nextInt(5); i > 0; i--) {
            addresses.add((six ? "fd44::" : "10.244.0.") + (1 + random.nextInt(6)));
        }
        if (addresses.isEmpty()) {
            addresses.add(six ? "fd44::1" : "10.244.0.1");
        }
        var slice = slice(
                service + "-" + random.nextInt(2) + (six ? "-6" : "-4"),
                service,
                List.of("web:8080/TCP", "dns:5353/UDP"),
                addresses.toArray(String[]::new));
        var isPlaced = random.nextBoolean();
        var endpoints = slice.buildEndpoints();
        for (var endpoint : endpoints) {
            endpoint.setNodeName(isPlaced ? random.nextInt(2) == 0 ? "node-a" : "node-b" : null);
            if (random.nextInt(4) == 0) {
                var serves = random.nextBoolean();
                endpoint.setConditions(new EndpointConditionsBuilder()
                        .withReady(false)
                        .withServing(serves)
                        .withTerminating(serves || random.nextBoolean())
                        .build());
            }
        }
        withHints(endpoints);
        var reading = SliceReader.read(slice.withEndpoints(endpoints).build());
        world = world.with(reading.facts().orElseThrow(), random.nextInt(5) == 0 ? null : reading);
    }

    /** For zones, for zones and nodes, or none; now and then one endpoint is left out. */
    private void withHints(List<Endpoint> endpoints) {
        var kinds = random.nextInt(4);
        for (var endpoint : endpoints) {
            if (kinds > 0 && random.nextInt(8) > 0) {
                var hints = new EndpointHintsBuilder().addNewForZone(zone());
                if (kinds == 1) {
                    hints = hints.addNewForNode(random.nextBoolean() ? "node-a" : "node-b");
                }
                endpoint.setHints(hints.build());
            }
        }
    }

    private String zone() {
        return random.nextBoolean() ? "here" : "there";
    }

    private NamespacedName name() {
        return new NamespacedName("default", "s" + random.nextInt(SERVICES));
    }

    private static ServiceFacts copy(ServiceFacts facts) {
        return new ServiceFacts(
                facts.about(),
                facts.created(),
                facts.clusterIps(),
                facts.externalAddresses(),
                facts.guardedAddresses(),
                facts.sourceRanges(),
                facts.local(),
                facts.affinitySeconds(),
                facts.healthCheckNodePort(),
                facts.ports());
    }
}

package io.portico.nodeproxy.model.state;

import io.portico.nodeproxy.model.objects.ServiceFacts;
import io.portico.nodeproxy.model.objects.ServiceView;
import io.portico.nodeproxy.model.objects.World;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a load balancer is told that asks whether this node has endpoints of a Service
 * ({@code spec.healthCheckNodePort}). Only ready endpoints count: those that serve while they terminate get what comes,
 * but ask for nothing more (KEP-1669).
 *
 * @param service the Service
 * @param port where it is asked, on the node's own addresses
 * @param ready how many endpoints of this node are ready for one of the Service's ports, by each of its families
 */
public record HealthCheck(ObjectRef service, int port, Map<Family, Integer> ready) {
    /** Copies the map. */
    public HealthCheck {
        ready = Map.copyOf(ready);
    }

    /** Those of all Services, by port. Where two claim one port, the older has it. */
    public static SortedMap<Integer, HealthCheck> of(World world) {
        return of(world, world.services().keys());
    }

    /**
     * As {@link #of(World)}, when it is known which Services may have one.
     *
     * @param candidates names, of Services or of none
     */
    public static SortedMap<Integer, HealthCheck> of(World world, Collection<NamespacedName> candidates) {
        var asked = new ArrayList<ServiceFacts>();
        for (var name : candidates) {
            facts(world, name)
                    .filter(service -> service.healthCheckNodePort() != 0)
                    .ifPresent(asked::add);
        }
        asked.sort(Comparator.comparing(ServiceFacts::created).thenComparing(ServiceFacts::name));
        var checks = new TreeMap<Integer, HealthCheck>();
        for (var service : asked) {
            var view = Objects.requireNonNull(world.services().get(service.name()));
            var ready = service.clusterIps().stream()
                    .map(Address::family)
                    .collect(Collectors.toMap(
                            Function.identity(),
                            family -> ready(view, service, family, world.node().name()),
                            (one, _) -> one));
            checks.putIfAbsent(
                    service.healthCheckNodePort(),
                    new HealthCheck(service.about(), service.healthCheckNodePort(), ready));
        }
        return checks;
    }

    /**
     * How many endpoints a load balancer that asks by that family may count on. One that asks by a family which the
     * Service does not have means the other.
     */
    public int endpoints(Family family) {
        var count = ready.get(family);
        return count == null ? ready.values().stream().mapToInt(n -> n).max().orElse(0) : count;
    }

    /** One line for {@code /state}. */
    @Override
    public String toString() {
        var counts = new TreeMap<>(ready)
                .entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey().value())
                        .collect(Collectors.joining(", "));
        return port + " " + service + ": " + (counts.isEmpty() ? "none" : counts);
    }

    /** Whether the world asks for one of that Service. */
    public static boolean isAsked(World world, NamespacedName name) {
        return facts(world, name)
                .map(service -> service.healthCheckNodePort() != 0)
                .orElse(false);
    }

    private static Optional<ServiceFacts> facts(World world, NamespacedName name) {
        return Optional.ofNullable(world.services().get(name)).flatMap(ServiceView::facts);
    }

    /** Each address once, whichever of the Service's ports it answers, by the entries that its rules follow. */
    private static int ready(ServiceView view, ServiceFacts service, Family family, String node) {
        var slices =
                view.slices().stream().flatMap(slice -> slice.facts().stream()).toList();
        return (int) service.ports().stream()
                .flatMap(port ->
                        Backends.of(slices, ServicePort.Key.of(service, family, port), port.name())
                                .readyOn(node)
                                .stream())
                .map(Endpoint::address)
                .distinct()
                .count();
    }
}

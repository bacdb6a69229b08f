package io.portico.nodeproxy.model;

import io.portico.nodeproxy.nft.Family;
import io.portico.runtime.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Joins Services with their EndpointSlices. Where two Services claim one address and port, the older has it. */
final class Joining {
    private static final Comparator<ServiceFacts> OLDER_FIRST =
            Comparator.comparing(ServiceFacts::created).thenComparing(ServiceFacts::name);

    private record Claim(Family family, Protocol protocol, String address, int port) {}

    private final World world;
    private final ProxyState before;
    private final Map<ServiceName, List<SliceFacts>> slices = new HashMap<>();
    private final Map<Claim, ServiceName> claims = new HashMap<>();
    private final TreeMap<ServicePort.Key, ServicePort> ports = new TreeMap<>();
    private final Set<Address> endpointsHere = new HashSet<>();
    private final TreeSet<Problem> problems = new TreeSet<>();

    Joining(World world, ProxyState before) {
        this.world = world;
        this.before = before;
    }

    ProxyState join() {
        for (var reading : world.slices().values()) {
            problems.addAll(reading.problems());
            reading.facts()
                    .ifPresent(slice -> slices.computeIfAbsent(slice.service(), _ -> new ArrayList<>())
                            .add(slice));
        }
        var services = new ArrayList<ServiceFacts>();
        for (var reading : world.services().values()) {
            problems.addAll(reading.problems());
            reading.facts().ifPresent(services::add);
        }
        services.sort(OLDER_FIRST);
        // A ClusterIP is never lost to another Service's external address.
        for (var service : services) {
            for (var clusterIp : service.clusterIps()) {
                for (var port : service.ports()) {
                    var _ = claim(service, port.protocol(), clusterIp, port.number());
                }
            }
        }
        services.forEach(this::join);
        return new ProxyState(ports, endpointsHere, world.podRanges(), problems);
    }

    private void join(ServiceFacts service) {
        for (var clusterIp : service.clusterIps()) {
            for (var port : service.ports()) {
                if (!claim(service, port.protocol(), clusterIp, port.number())) {
                    problem(service, "clusterIP " + clusterIp, port);
                    continue;
                }
                join(service, clusterIp, port);
            }
        }
    }

    private void join(ServiceFacts service, Address clusterIp, ServiceFacts.Port port) {
        var family = clusterIp.family();
        var key = new ServicePort.Key(service.name(), family, port.protocol(), port.number());
        if (ports.containsKey(key)) {
            return;
        }
        var external = new ArrayList<Address>();
        for (var address : ofFamily(service.externalAddresses(), family)) {
            if (claim(service, port.protocol(), address, port.number())) {
                external.add(address);
            } else {
                problem(service, "external address " + address, port);
            }
        }
        var nodePort = port.nodePort();
        if (nodePort != 0 && !claimed(service, new Claim(family, port.protocol(), "", nodePort))) {
            problems.add(new Problem(
                    service.about(),
                    "PortConflict",
                    "spec.ports has nodePort " + nodePort + ", which another Service has; write another or none"));
            nodePort = 0;
        }
        var backends = backends(key, port.name());
        var previous = before.ports().get(key);
        var chosen = chosen(backends);
        var here = service.local().isEmpty() ? new TreeSet<Endpoint>() : chosen(onThisNode(backends));
        ports.put(
                key,
                new ServicePort(
                        key,
                        port.name(),
                        clusterIp,
                        external,
                        external.stream()
                                .filter(service.guardedAddresses()::contains)
                                .toList(),
                        service.sourceRanges().stream()
                                .filter(range -> range.first().family() == family)
                                .toList(),
                        nodePort,
                        service.local(),
                        service.affinitySeconds(),
                        EndpointOrder.following(previous == null ? List.of() : previous.endpoints(), chosen),
                        EndpointOrder.following(previous == null ? List.of() : previous.endpointsHere(), here),
                        matching(backends, SliceFacts.Backend::serving)));
        backends.forEach((endpoint, backend) -> {
            var mayBeHere = backend.node().isEmpty() || backend.node().equals(world.node());
            if (mayBeHere && (chosen.contains(endpoint) || here.contains(endpoint))) {
                endpointsHere.add(endpoint.address());
            }
        });
    }

    /** Every endpoint of that port, whichever slices it is in. */
    private Map<Endpoint, SliceFacts.Backend> backends(ServicePort.Key key, String portName) {
        var backends = new HashMap<Endpoint, SliceFacts.Backend>();
        for (var slice : slices.getOrDefault(key.service(), List.of())) {
            if (slice.family() != key.family()) {
                continue;
            }
            for (var port : slice.ports()) {
                if (port.name().equals(portName) && port.protocol() == key.protocol()) {
                    slice.backends()
                            .forEach(backend -> backends.merge(
                                    new Endpoint(backend.address(), port.number()), backend, Joining::merged));
                }
            }
        }
        return backends;
    }

    /** An endpoint moves between slices by standing in both for a while: the better word counts. */
    private static SliceFacts.Backend merged(SliceFacts.Backend one, SliceFacts.Backend other) {
        return new SliceFacts.Backend(
                one.address(),
                one.node().isEmpty() ? other.node() : one.node(),
                one.ready() || other.ready(),
                one.serving() || other.serving(),
                one.terminating() && other.terminating());
    }

    /** An endpoint whose slice names no node counts as one of another. */
    private Map<Endpoint, SliceFacts.Backend> onThisNode(Map<Endpoint, SliceFacts.Backend> backends) {
        var here = new HashMap<>(backends);
        here.values().removeIf(backend -> !backend.node().equals(world.node()));
        return here;
    }

    /** The ready ones; if there are none, those that still serve while they terminate (KEP-1669). */
    private static SortedSet<Endpoint> chosen(Map<Endpoint, SliceFacts.Backend> backends) {
        var ready = matching(backends, SliceFacts.Backend::ready);
        return ready.isEmpty() ? matching(backends, b -> b.serving() && b.terminating()) : ready;
    }

    private static SortedSet<Endpoint> matching(
            Map<Endpoint, SliceFacts.Backend> backends, Predicate<SliceFacts.Backend> condition) {
        var matching = new TreeSet<Endpoint>();
        backends.forEach((endpoint, backend) -> {
            if (condition.test(backend)) {
                matching.add(endpoint);
            }
        });
        return matching;
    }

    /** Whether that Service has it, now or since before. */
    private boolean claim(ServiceFacts service, Protocol protocol, Address address, int port) {
        return claimed(service, new Claim(address.family(), protocol, address.text(), port));
    }

    private boolean claimed(ServiceFacts service, Claim claim) {
        return claims.computeIfAbsent(claim, _ -> service.name()).equals(service.name());
    }

    private void problem(ServiceFacts service, String what, ServiceFacts.Port port) {
        problems.add(new Problem(
                service.about(),
                "AddressConflict",
                what + " with port " + port.number() + "/" + port.protocol()
                        + " belongs to another Service; write another" + " address or port"));
    }

    private static List<Address> ofFamily(List<Address> addresses, Family family) {
        return addresses.stream().filter(address -> address.family() == family).toList();
    }
}

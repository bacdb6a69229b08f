package io.portico.nodeproxy.model.state;

import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.nodeproxy.model.objects.ServiceFacts;
import io.portico.nodeproxy.model.objects.ServiceView;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.Claims.Claim;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Joins one Service with its EndpointSlices. What another Service has a better claim to is left out. */
final class ServiceJoin {
    private final NodeFacts node;
    private final Map<Protocol, String> obstacles;
    private final Claims claims;
    private final NamespacedName name;
    private final Map<ServicePort.Key, ServicePort> before = new HashMap<>();
    private final TreeMap<ServicePort.Key, ServicePort> ports = new TreeMap<>();
    private final Set<Address> endpointsHere = new HashSet<>();
    private final TreeSet<Problem> problems = new TreeSet<>();

    /**
     * Begins one.
     *
     * @param obstacles as {@link ProxyState#of(World, ProxyState, Map)} has them
     * @param before what became of it until now: endpoints keep their numbers
     */
    ServiceJoin(
            NodeFacts node,
            Map<Protocol, String> obstacles,
            Claims claims,
            NamespacedName name,
            @Nullable ServiceEntry before) {
        this.node = node;
        this.obstacles = obstacles;
        this.claims = claims;
        this.name = name;
        if (before != null) {
            before.ports().forEach(port -> this.before.put(port.key(), port));
        }
    }

    ServiceEntry join(ServiceView view) {
        if (view.service() != null) {
            problems.addAll(view.service().problems());
        }
        view.slices().forEach(slice -> problems.addAll(slice.problems()));
        view.facts()
                .ifPresent(service -> join(
                        service,
                        view.slices().stream()
                                .flatMap(slice -> slice.facts().stream())
                                .toList()));
        return new ServiceEntry(List.copyOf(ports.values()), endpointsHere, List.copyOf(problems));
    }

    private void join(ServiceFacts service, List<SliceFacts> slices) {
        for (var clusterIp : service.clusterIps()) {
            for (var port : service.ports()) {
                var obstacle = obstacles.get(port.protocol());
                if (obstacle != null) {
                    problems.add(new Problem(
                            service.about(),
                            "NotSupported",
                            "spec.ports has protocol " + port.protocol() + " for port " + port.number()
                                    + ", which is not forwarded on node " + node.name() + ": " + obstacle));
                } else if (has(Claim.at(clusterIp, port))) {
                    join(service, slices, clusterIp, port);
                } else {
                    problem(service, "clusterIP " + clusterIp, port);
                }
            }
        }
    }

    private void join(ServiceFacts service, List<SliceFacts> slices, Address clusterIp, ServiceFacts.Port port) {
        var family = clusterIp.family();
        var key = ServicePort.Key.of(service, family, port);
        if (ports.containsKey(key)) {
            return;
        }
        var external = external(service, family, port);
        var backends = Backends.of(slices, key, port.name());
        var chosen = backends.cluster(node);
        var here = service.local().isEmpty() ? new TreeSet<Endpoint>() : backends.local(node);
        var previous = before.get(key);
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
                        nodePort(service, family, port),
                        service.local(),
                        service.affinitySeconds(),
                        EndpointOrder.following(previous == null ? List.of() : previous.endpoints(), chosen),
                        EndpointOrder.following(previous == null ? List.of() : previous.endpointsHere(), here),
                        port.protocol() == Protocol.UDP ? backends.serving() : Set.of()));
        backends.all().forEach((endpoint, backend) -> {
            var mayBeHere = backend.node().isEmpty() || backend.node().equals(node.name());
            if (mayBeHere && (chosen.contains(endpoint) || here.contains(endpoint))) {
                endpointsHere.add(endpoint.address());
            }
        });
    }

    private List<Address> external(ServiceFacts service, Family family, ServiceFacts.Port port) {
        var external = new ArrayList<Address>();
        for (var address : service.externalAddresses()) {
            if (address.family() != family) {
                continue;
            }
            if (has(Claim.at(address, port))) {
                external.add(address);
            } else {
                problem(service, "external address " + address, port);
            }
        }
        return external;
    }

    private int nodePort(ServiceFacts service, Family family, ServiceFacts.Port port) {
        if (port.nodePort() == 0 || has(Claim.nodePort(family, port))) {
            return port.nodePort();
        }
        problems.add(new Problem(
                service.about(),
                "PortConflict",
                "spec.ports has nodePort " + port.nodePort() + ", which another Service has; write another or none"));
        return 0;
    }

    private boolean has(Claim claim) {
        return claims.belongsTo(claim, name);
    }

    private void problem(ServiceFacts service, String what, ServiceFacts.Port port) {
        problems.add(new Problem(
                service.about(),
                "AddressConflict",
                what + " with port " + port.number() + "/" + port.protocol()
                        + " belongs to another Service; write another address or port"));
    }
}

package io.portico.ingress.model.build;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import io.portico.ingress.model.Backend;
import io.portico.ingress.model.Backend.Endpoint;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Resolves an Ingress' backend: Service, its port by number or name, and the EndpointSlices' endpoints of that port.
 * Ready endpoints are taken; where none is ready, those that still serve while they terminate (KEP-1669).
 */
final class Backends {
    private final World world;
    private final List<Problem> problems;
    private final Map<String, Backend> known = new HashMap<>();

    Backends(World world, List<Problem> problems) {
        this.world = world;
        this.problems = problems;
    }

    /**
     * The backend that {@code field} of an Ingress names; one without endpoints, and a problem, where it names nothing.
     */
    Backend resolve(ObjectRef ingress, String field, IngressBackend backend) {
        if (backend.getService() == null) {
            return fault(
                    ingress,
                    "none",
                    "UnsupportedBackend",
                    field + ".resource: only Services are supported; write " + field + ".service instead");
        }
        var wanted = backend.getService().getPort();
        var name = backend.getService().getName();
        var title = ingress.namespace() + "/" + name + ":" + text(wanted);
        var service = world.service(ingress.namespace(), name);
        if (service.isEmpty()) {
            return fault(
                    ingress,
                    title,
                    "MissingService",
                    field + ".service.name: there is no Service " + ingress.namespace() + "/" + name
                            + ", so its requests get 503; create it or correct the name");
        }
        if ("ExternalName".equals(service.get().getSpec().getType())) {
            return fault(
                    ingress,
                    title,
                    "UnsupportedBackend",
                    field + ".service.name: Service " + name
                            + " is of type ExternalName, which has no endpoints; name a Service with endpoints");
        }
        var port = ports(service.get()).stream()
                .filter(candidate -> matches(candidate, wanted))
                .findFirst();
        if (port.isEmpty()) {
            return fault(
                    ingress,
                    title,
                    "MissingServicePort",
                    field + ".service.port: Service " + ingress.namespace() + "/" + name + " has no port "
                            + text(wanted) + ", so its requests get 503; it has " + portList(service.get()));
        }
        return known.computeIfAbsent(
                title,
                _ -> new Backend(
                        title, endpoints(ingress.namespace(), name, port.get().getName())));
    }

    /** A Service's port named http, or its first; without endpoints where the Service is not there. */
    Backend ofService(String namespace, String name) {
        var port = world.service(namespace, name)
                .flatMap(service -> ports(service).stream()
                        .filter(candidate -> "http".equals(candidate.getName()))
                        .findFirst()
                        .or(() -> ports(service).stream().findFirst()));
        return port.map(found -> new Backend(
                        namespace + "/" + name + ":" + found.getPort(), endpoints(namespace, name, found.getName())))
                .orElseGet(() -> new Backend(namespace + "/" + name, List.of()));
    }

    private Backend fault(ObjectRef ingress, String title, String reason, String message) {
        problems.add(new Problem(ingress, reason, message));
        return new Backend(title, List.of());
    }

    private List<Endpoint> endpoints(String namespace, String service, String portName) {
        var slices = world.slicesOf(namespace, service);
        var ready = endpoints(
                slices, portName, conditions -> conditions == null || !Boolean.FALSE.equals(conditions.getReady()));
        return ready.isEmpty() ? endpoints(slices, portName, Backends::servesWhileTerminating) : ready;
    }

    private static boolean servesWhileTerminating(EndpointConditions conditions) {
        return conditions != null
                && Boolean.TRUE.equals(conditions.getServing())
                && Boolean.TRUE.equals(conditions.getTerminating());
    }

    private static List<Endpoint> endpoints(
            List<EndpointSlice> slices, String portName, Predicate<EndpointConditions> taken) {
        var endpoints = new TreeSet<Endpoint>();
        for (var slice : slices) {
            if ("FQDN".equals(slice.getAddressType()) || slice.getPorts() == null || slice.getEndpoints() == null) {
                continue;
            }
            var ports = slice.getPorts().stream()
                    .filter(port ->
                            sameName(port.getName(), portName) && port.getPort() != null && isTcp(port.getProtocol()))
                    .toList();
            for (var endpoint : slice.getEndpoints()) {
                if (taken.test(endpoint.getConditions())) {
                    // All addresses of one endpoint are the same pod: the first stands for it.
                    ports.forEach(port ->
                            endpoints.add(new Endpoint(endpoint.getAddresses().getFirst(), port.getPort())));
                }
            }
        }
        return List.copyOf(endpoints);
    }

    private static List<ServicePort> ports(Service service) {
        return service.getSpec().getPorts() == null
                ? List.of()
                : service.getSpec().getPorts().stream()
                        .filter(port -> isTcp(port.getProtocol()))
                        .toList();
    }

    private static boolean matches(ServicePort port, ServiceBackendPort wanted) {
        if (wanted == null) {
            return false;
        }
        var byName = wanted.getName() != null && !wanted.getName().isEmpty();
        return byName ? wanted.getName().equals(port.getName()) : Objects.equals(wanted.getNumber(), port.getPort());
    }

    private static boolean sameName(String one, String other) {
        return Objects.requireNonNullElse(one, "").equals(Objects.requireNonNullElse(other, ""));
    }

    private static boolean isTcp(String protocol) {
        return protocol == null || protocol.equals("TCP");
    }

    private static String text(ServiceBackendPort port) {
        if (port == null) {
            return "?";
        }
        var byName = port.getName() != null && !port.getName().isEmpty();
        return byName ? port.getName() : String.valueOf(port.getNumber());
    }

    private static String portList(Service service) {
        var list = new ArrayList<String>();
        for (var port : ports(service)) {
            list.add(port.getName() == null ? port.getPort().toString() : port.getPort() + " (" + port.getName() + ")");
        }
        return list.isEmpty() ? "no TCP port" : list.stream().collect(Collectors.joining(", "));
    }
}

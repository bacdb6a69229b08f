package io.portico.ingress.model.translate;

import io.portico.ingress.model.objects.ServiceFacts;
import io.portico.ingress.model.objects.ServiceRef;
import io.portico.ingress.model.objects.World;
import io.portico.ingress.model.routing.Endpoint;
import io.portico.ingress.model.routing.Upstream;
import io.portico.ingress.model.routing.UpstreamKey;
import io.portico.ingress.model.routing.UpstreamPolicy;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.slices.PortEndpoints;
import io.portico.runtime.values.NamespacedName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Resolves backends: which Service port an Ingress means, by number or name, and that port's endpoints. Ready endpoints
 * are taken; where none is ready, those that still serve while they terminate (KEP-1669).
 */
final class UpstreamResolver {
    private static final Set<Family> FAMILIES = Set.of(Family.values());

    /** HTTP/2 without TLS, as KEP-3726 names it. */
    private static final String H2C = "kubernetes.io/h2c";

    private final World world;
    private final UpstreamPolicy policy;

    UpstreamResolver(World world, UpstreamPolicy policy) {
        this.world = world;
        this.policy = policy;
    }

    /**
     * The upstream that an Ingress names. Where it names none that there is, a problem is added; its requests get 503
     * until there is one.
     */
    Optional<UpstreamKey> resolve(ObjectRef ingress, ServiceRef backend, Collection<Problem> problems) {
        var field = backend.field();
        if (!backend.isService()) {
            problems.add(new Problem(
                    ingress,
                    "UnsupportedBackend",
                    field + ".resource: only Services are supported; write " + field + ".service instead"));
            return Optional.empty();
        }
        var name = new NamespacedName(ingress.namespace(), backend.service());
        var service = world.service(name);
        if (service.isEmpty()) {
            problems.add(new Problem(
                    ingress,
                    "MissingService",
                    field + ".service.name: there is no Service " + name
                            + ", so its requests get 503; create it or correct the name"));
        } else if (service.get().external()) {
            problems.add(new Problem(
                    ingress,
                    "UnsupportedBackend",
                    field + ".service.name: Service " + name.name()
                            + " is of type ExternalName, which has no endpoints; name a Service with endpoints"));
        } else if (service.get().port(backend.portName(), backend.portNumber()) == null) {
            problems.add(new Problem(
                    ingress,
                    "MissingServicePort",
                    field + ".service.port: Service " + name + " has no port " + backend.port()
                            + ", so its requests get 503; it has " + portList(service.get())));
        }
        return Optional.of(new UpstreamKey(name, backend.port()));
    }

    /** That of a Service's port named http, or its first; one without a port where the Service is not there. */
    UpstreamKey ofService(NamespacedName service) {
        var port = world.service(service).map(ServiceFacts::httpPort);
        return new UpstreamKey(
                service, port.map(found -> Integer.toString(found.number())).orElse(""));
    }

    /** With the endpoints that there are now. */
    Upstream upstream(UpstreamKey key) {
        var port = world.service(key.service())
                .filter(service -> !service.external())
                .map(service -> port(service, key.port()));
        return new Upstream(
                key,
                port.filter(found -> found.application().equals(H2C)).isPresent()
                        ? Upstream.Protocol.H2C
                        : Upstream.Protocol.HTTP,
                policy,
                port.map(found -> endpoints(key.service(), found.name())).orElse(List.of()));
    }

    private static ServiceFacts.@Nullable Port port(ServiceFacts service, String written) {
        // The name of a port has a letter.
        var isNumber = !written.isEmpty() && written.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? service.port("", Integer.parseInt(written)) : service.port(written, 0);
    }

    private List<Endpoint> endpoints(NamespacedName service, String portName) {
        return PortEndpoints.of(world.slicesOf(service).values(), FAMILIES, Protocol.TCP, portName)
                .readyOrServing()
                .stream()
                .map(endpoint -> new Endpoint(endpoint.address().text(), endpoint.port()))
                .toList();
    }

    private static String portList(ServiceFacts service) {
        return service.ports().isEmpty()
                ? "no TCP port"
                : service.ports().stream()
                        .map(port -> port.name().isEmpty()
                                ? Integer.toString(port.number())
                                : port.number() + " (" + port.name() + ")")
                        .collect(Collectors.joining(", "));
    }
}

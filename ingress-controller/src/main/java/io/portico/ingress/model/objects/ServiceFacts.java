package io.portico.ingress.model.objects;

import io.fabric8.kubernetes.api.model.Service;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a Service.
 *
 * @param external whether it is of type ExternalName, which has no endpoints
 * @param ports those of TCP, in their order
 * @param addresses of its load balancer, IPs and host names, sorted
 */
public record ServiceFacts(NamespacedName name, boolean external, List<Port> ports, List<String> addresses) {

    /**
     * A port.
     *
     * @param name empty where it has none
     * @param application what is spoken there, {@code appProtocol}; empty where nothing is said
     */
    public record Port(String name, int number, String application) {}

    /** Reads one. */
    public static ServiceFacts of(Service service) {
        var spec = service.getSpec();
        return new ServiceFacts(
                NamespacedName.of(service),
                spec != null && "ExternalName".equals(spec.getType()),
                spec == null || spec.getPorts() == null
                        ? List.of()
                        : spec.getPorts().stream()
                                .filter(port -> port.getProtocol() == null
                                        || port.getProtocol().equals("TCP"))
                                .map(port -> new Port(
                                        Objects.requireNonNullElse(port.getName(), ""),
                                        port.getPort(),
                                        Objects.requireNonNullElse(port.getAppProtocol(), "")))
                                .toList(),
                addresses(service));
    }

    /** The port that this number or name means; null when there is none. */
    public @Nullable Port port(String portName, int number) {
        return ports.stream()
                .filter(port -> portName.isEmpty() ? port.number == number : port.name.equals(portName))
                .findFirst()
                .orElse(null);
    }

    /** The port named http, or the first; null when there is none. */
    public @Nullable Port httpPort() {
        return ports.stream()
                .filter(port -> port.name.equals("http"))
                .findFirst()
                .or(() -> ports.stream().findFirst())
                .orElse(null);
    }

    private static List<String> addresses(Service service) {
        var status = service.getStatus();
        var balancer = status == null ? null : status.getLoadBalancer();
        if (balancer == null || balancer.getIngress() == null) {
            return List.of();
        }
        var addresses = new TreeSet<String>();
        for (var ingress : balancer.getIngress()) {
            var address = ingress.getIp() == null ? ingress.getHostname() : ingress.getIp();
            if (address != null) {
                addresses.add(address);
            }
        }
        return List.copyOf(addresses);
    }
}

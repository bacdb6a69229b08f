package io.portico.endpoints.model.loadbalancer;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceStatus;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.net.Family;
import io.portico.runtime.values.NamespacedName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Service that asks for a load balancer, has had one from here, or claims addresses of its own accord.
 *
 * @param resourceVersion of the object that this was read from
 * @param created its creation time as the API server writes it, so that the older sorts first
 * @param families {@code spec.ipFamilies}, the preferred one first
 * @param local {@code externalTrafficPolicy: Local}
 * @param address {@code spec.loadBalancerIP}; empty for none
 * @param pool value of its annotation {@link LendingNode#POOL}; empty for none
 * @param externalIps {@code spec.externalIPs}
 * @param published what stands on it now
 * @param assignedSince since when it has had every address that there is for it; empty when it has not
 */
public record LoadBalancerService(
        NamespacedName key,
        String uid,
        String resourceVersion,
        String created,
        boolean terminating,
        Ask ask,
        List<Family> families,
        List<TransportPort> ports,
        boolean local,
        String address,
        String pool,
        List<String> externalIps,
        Published published,
        String assignedSince) {
    /** {@code spec.loadBalancerClass} of the Services that are always served. */
    static final String CLASS = "portico.io/node";

    /** Where two claim the same, the first has it. */
    static final Comparator<LoadBalancerService> OLDER_FIRST =
            Comparator.comparing(LoadBalancerService::created).thenComparing(LoadBalancerService::key);

    /** Whose load balancer a Service asks for. */
    public enum Ask {
        /** Ours: type LoadBalancer with our class. */
        OURS,
        /** Anybody's: type LoadBalancer without a class. */
        ANY,
        /** Another's: type LoadBalancer with another class. */
        ANOTHER,
        /** Nobody's: another type. */
        NONE
    }

    /** A Service as it was read; empty for one that has nothing to do with load balancers. */
    public static Optional<LoadBalancerService> of(Service service) {
        var metadata = service.getMetadata();
        var spec = service.getSpec() == null ? new ServiceSpec() : service.getSpec();
        var ask = ask(spec);
        var externalIps = orEmpty(spec.getExternalIPs());
        var published = published(service);
        if (ask == Ask.NONE && externalIps.isEmpty() && published.condition().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LoadBalancerService(
                NamespacedName.of(service),
                requireNonNullElse(metadata.getUid(), ""),
                requireNonNullElse(metadata.getResourceVersion(), ""),
                requireNonNullElse(metadata.getCreationTimestamp(), ""),
                metadata.getDeletionTimestamp() != null,
                ask,
                orEmpty(spec.getIpFamilies()).stream()
                        .map(Family::named)
                        .flatMap(Optional::stream)
                        .toList(),
                orEmpty(spec.getPorts()).stream()
                        .map(port -> TransportPort.of(port.getPort(), port.getProtocol()))
                        .toList(),
                "Local".equals(spec.getExternalTrafficPolicy()),
                requireNonNullElse(spec.getLoadBalancerIP(), ""),
                requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of())
                        .getOrDefault(LendingNode.POOL, ""),
                externalIps,
                published,
                assignedSince(service)));
    }

    /**
     * Whether the Service is this controller's to serve. One without a class is not where somebody else has begun:
     * another's finalizer or addresses stand on it, without our condition.
     */
    boolean isServed(boolean byDefault) {
        return !terminating && (ask == Ask.OURS || (ask == Ask.ANY && byDefault && !isAnothers()));
    }

    /** Whether it has no class and is somebody else's already. */
    boolean isAnothers() {
        return ask == Ask.ANY && published.condition().isEmpty() && published.isTaken();
    }

    /** Whether there is something on it that only this controller can have put there. */
    boolean isMarked() {
        return published.condition().isPresent() || (ask == Ask.OURS && published.finalizer());
    }

    /** The reference for Events on it. */
    public ObjectRef reference() {
        return new ObjectRef("v1", "Service", key.namespace(), key.name(), uid);
    }

    private static Ask ask(ServiceSpec spec) {
        if (!"LoadBalancer".equals(spec.getType())) {
            return Ask.NONE;
        }
        return switch (spec.getLoadBalancerClass()) {
            case null -> Ask.ANY;
            case CLASS -> Ask.OURS;
            default -> Ask.ANOTHER;
        };
    }

    private static Published published(Service service) {
        var status = service.getStatus() == null ? new ServiceStatus() : service.getStatus();
        var ingress = status.getLoadBalancer() == null
                ? List.<LoadBalancerIngress>of()
                : orEmpty(status.getLoadBalancer().getIngress());
        return new Published(
                orEmpty(service.getMetadata().getFinalizers()).contains(Published.FINALIZER),
                ingress.stream()
                        .map(entry -> new Published.Ingress(
                                requireNonNullElse(entry.getIp(), ""),
                                requireNonNullElse(entry.getHostname(), ""),
                                requireNonNullElse(entry.getIpMode(), ""),
                                orEmpty(entry.getPorts()).stream()
                                        .map(port -> TransportPort.of(port.getPort(), port.getProtocol()))
                                        .toList()))
                        .toList(),
                ourConditions(service).map(LoadBalancerService::condition).findFirst());
    }

    private static String assignedSince(Service service) {
        return ourConditions(service)
                .filter(condition -> "True".equals(condition.getStatus()))
                .map(condition -> requireNonNullElse(condition.getLastTransitionTime(), ""))
                .findFirst()
                .orElse("");
    }

    private static Stream<Condition> ourConditions(Service service) {
        return service.getStatus() == null
                ? Stream.empty()
                : orEmpty(service.getStatus().getConditions()).stream()
                        .filter(condition -> Published.CONDITION.equals(condition.getType()));
    }

    private static Published.Condition condition(Condition condition) {
        return new Published.Condition(
                "True".equals(condition.getStatus()),
                requireNonNullElse(condition.getReason(), ""),
                requireNonNullElse(condition.getMessage(), ""));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}

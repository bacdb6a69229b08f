package io.portico.ingress.model.build;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The addresses that belong into {@code status.loadBalancer.ingress} of our Ingresses: the fixed ones of the settings;
 * else the publish Service's own load-balancer addresses; else those of its ready endpoints, which for pods on the
 * node's network are the nodes' addresses.
 */
public final class StatusAddresses {
    /** Who wrote a status, as {@code metadata.managedFields} records it. */
    public static final String FIELD_MANAGER = "portico-ingress-controller";

    private StatusAddresses() {}

    /** Sorted; empty when nothing is known, and then nothing is written. */
    public static List<String> of(World world, Settings settings) {
        if (!settings.publishAddresses().isEmpty()) {
            return settings.publishAddresses().stream().distinct().sorted().toList();
        }
        var addresses = new TreeSet<String>();
        world.service(settings.namespace(), settings.publishService())
                .map(service ->
                        service.getStatus() == null ? null : service.getStatus().getLoadBalancer())
                .map(balancer -> balancer.getIngress())
                .ifPresent(ingress -> ingress.forEach(
                        address -> addresses.add(Objects.requireNonNullElse(address.getIp(), address.getHostname()))));
        if (addresses.isEmpty()) {
            for (var slice : world.slicesOf(settings.namespace(), settings.publishService())) {
                for (var endpoint : Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of())) {
                    if (endpoint.getConditions() == null
                            || !Boolean.FALSE.equals(endpoint.getConditions().getReady())) {
                        addresses.add(endpoint.getAddresses().getFirst());
                    }
                }
            }
        }
        return List.copyOf(addresses);
    }

    /**
     * What an Ingress' status has to become; empty when it may stay as it is. One that is no longer ours loses the
     * addresses only if we wrote them.
     *
     * @param ours whether the Ingress is of our class
     */
    public static Optional<List<String>> change(Ingress ingress, boolean ours, List<String> addresses) {
        var present = present(ingress);
        if (ours) {
            return addresses.isEmpty() || present.equals(addresses) ? Optional.empty() : Optional.of(addresses);
        }
        return present.isEmpty() || !writtenByUs(ingress) ? Optional.empty() : Optional.of(List.of());
    }

    private static List<String> present(Ingress ingress) {
        if (ingress.getStatus() == null
                || ingress.getStatus().getLoadBalancer() == null
                || ingress.getStatus().getLoadBalancer().getIngress() == null) {
            return List.of();
        }
        return ingress.getStatus().getLoadBalancer().getIngress().stream()
                .map(address -> Objects.requireNonNullElse(address.getIp(), address.getHostname()))
                .sorted()
                .toList();
    }

    private static boolean writtenByUs(Ingress ingress) {
        var managed = ingress.getMetadata().getManagedFields();
        return managed != null
                && managed.stream()
                        .anyMatch(entry ->
                                FIELD_MANAGER.equals(entry.getManager()) && "status".equals(entry.getSubresource()));
    }
}

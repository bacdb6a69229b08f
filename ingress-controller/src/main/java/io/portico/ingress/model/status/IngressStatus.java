package io.portico.ingress.model.status;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What stands in {@code status.loadBalancer} of an Ingress.
 *
 * @param uid of the Ingress
 * @param addresses IPs and host names, sorted
 * @param isOurs whether we wrote it
 */
public record IngressStatus(String uid, List<String> addresses, boolean isOurs) {
    /** Who wrote a status, as {@code metadata.managedFields} records it. */
    public static final String FIELD_MANAGER = "portico-ingress-controller";

    /** Reads it. */
    public static IngressStatus of(Ingress ingress) {
        return new IngressStatus(
                Objects.requireNonNullElse(ingress.getMetadata().getUid(), ""), addressesOf(ingress), isOurs(ingress));
    }

    /**
     * What it has to become; empty when it may stay as it is. That of an Ingress that is no longer ours loses the
     * addresses only if we wrote them.
     *
     * @param wanted empty where the Ingress is not ours
     */
    public Optional<List<String>> change(Optional<List<String>> wanted) {
        if (wanted.isPresent()) {
            return wanted.filter(to -> !to.isEmpty() && !to.equals(addresses));
        }
        return addresses.isEmpty() || !isOurs ? Optional.empty() : Optional.of(List.of());
    }

    private static List<String> addressesOf(Ingress ingress) {
        var status = ingress.getStatus();
        var balancer = status == null ? null : status.getLoadBalancer();
        return balancer == null || balancer.getIngress() == null
                ? List.of()
                : balancer.getIngress().stream()
                        .map(address -> Objects.requireNonNullElse(
                                address.getIp(), Objects.requireNonNullElse(address.getHostname(), "")))
                        .sorted()
                        .toList();
    }

    private static boolean isOurs(Ingress ingress) {
        var managed = ingress.getMetadata().getManagedFields();
        return managed != null
                && managed.stream()
                        .anyMatch(entry ->
                                FIELD_MANAGER.equals(entry.getManager()) && "status".equals(entry.getSubresource()));
    }
}

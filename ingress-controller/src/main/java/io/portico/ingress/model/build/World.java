package io.portico.ingress.model.build;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.portico.ingress.model.CertificateSource;
import io.portico.ingress.model.SecretRef;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of the cluster at one moment.
 *
 * @param now that moment
 * @param services keyed by {@code namespace/name}
 * @param slices keyed by {@code namespace/service}
 * @param secrets those that were read; others count as not read yet
 */
public record World(
        Instant now,
        Collection<IngressClass> classes,
        Collection<Ingress> ingresses,
        Map<String, Service> services,
        Map<String, List<EndpointSlice>> slices,
        Map<SecretRef, CertificateSource> secrets) {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    /** Sorts lists as informers hold them. */
    public static World of(
            Instant now,
            Collection<IngressClass> classes,
            Collection<Ingress> ingresses,
            Collection<Service> services,
            Collection<EndpointSlice> slices,
            Map<SecretRef, CertificateSource> secrets) {
        return new World(
                now,
                classes,
                ingresses,
                services.stream()
                        .collect(Collectors.toMap(
                                service -> service.getMetadata().getNamespace() + "/"
                                        + service.getMetadata().getName(),
                                service -> service)),
                slices.stream()
                        .filter(slice -> slice.getMetadata().getLabels() != null
                                && slice.getMetadata().getLabels().get(SERVICE_NAME) != null)
                        .collect(Collectors.groupingBy(
                                slice -> slice.getMetadata().getNamespace() + "/"
                                        + slice.getMetadata().getLabels().get(SERVICE_NAME))),
                secrets);
    }

    Optional<Service> service(String namespace, String name) {
        return Optional.ofNullable(services.get(namespace + "/" + name));
    }

    List<EndpointSlice> slicesOf(String namespace, String service) {
        return slices.getOrDefault(namespace + "/" + service, List.of());
    }

    CertificateSource secret(SecretRef secret) {
        return Objects.requireNonNullElseGet(secrets.get(secret), CertificateSource.Unread::new);
    }
}

package io.portico.endpoints.model.slices;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.portico.endpoints.model.EndpointPort;
import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.Owner;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.Stamp;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An EndpointSlice, as it is or as it shall be.
 *
 * @param metadata never changed in place; what somebody else put there (annotations, finalizers) survives an update
 * @param addressType {@code IPv4}, {@code IPv6}, or {@code FQDN}, which only somebody else writes
 * @param ports sorted
 */
public record SliceRecord(
        ObjectMeta metadata, String addressType, List<EndpointPort> ports, List<SliceEndpoint> endpoints) {

    /** A slice as it was read. */
    public static SliceRecord of(EndpointSlice slice) {
        return new SliceRecord(
                new ObjectMetaBuilder(slice.getMetadata())
                        .withManagedFields(List.of())
                        .build(),
                slice.getAddressType(),
                slice.getPorts() == null
                        ? List.of()
                        : slice.getPorts().stream()
                                .map(SliceRecord::port)
                                .sorted()
                                .toList(),
                slice.getEndpoints() == null
                        ? List.of()
                        : slice.getEndpoints().stream().map(SliceEndpoint::of).toList());
    }

    /** A new slice of a Service, with a name that the API server makes from the Service's. */
    static SliceRecord create(
            ServiceRecord service,
            Map<String, String> labels,
            String addressType,
            List<EndpointPort> ports,
            List<SliceEndpoint> endpoints) {
        return new SliceRecord(
                new ObjectMetaBuilder()
                        .withGenerateName(service.key().name() + "-")
                        .withNamespace(service.key().namespace())
                        .withLabels(labels)
                        .withOwnerReferences(service.owner())
                        .build(),
                addressType,
                ports,
                endpoints);
    }

    /** The labels of a Service's slices. */
    static Map<String, String> labels(ServiceRecord service, ManagedBy managedBy) {
        return service.labelsWith(
                Map.of(Label.SERVICE_NAME, service.key().name(), Label.SLICE_MANAGED_BY, managedBy.slices()));
    }

    /** This slice with the annotations of its next write. */
    SliceRecord annotated(Stamp stamp) {
        return new SliceRecord(
                new ObjectMetaBuilder(metadata)
                        .withAnnotations(stamp.annotations(metadata.getAnnotations()))
                        .build(),
                addressType,
                ports,
                endpoints);
    }

    /** This slice with other labels, ports and endpoints. */
    SliceRecord with(Map<String, String> labels, List<EndpointPort> newPorts, List<SliceEndpoint> newEndpoints) {
        return new SliceRecord(
                new ObjectMetaBuilder(metadata).withLabels(labels).build(), addressType, newPorts, newEndpoints);
    }

    /** This slice with other endpoints. */
    SliceRecord withEndpoints(List<SliceEndpoint> newEndpoints) {
        return new SliceRecord(metadata, addressType, ports, newEndpoints);
    }

    /** Its name; empty before it is created. */
    public String name() {
        return requireNonNullElse(metadata.getName(), "");
    }

    /** The Service it belongs to by its label; empty when it has none. */
    public Optional<NamespacedName> service() {
        return metadata.getLabels() == null
                ? Optional.empty()
                : Optional.ofNullable(metadata.getLabels().get(Label.SERVICE_NAME))
                        .map(name -> new NamespacedName(metadata.getNamespace(), name));
    }

    /** Whether it mirrors an Endpoints object. */
    public boolean mirrored() {
        return Owner.endpointsUid(metadata).isPresent();
    }

    /** Its value of {@link Label#SLICE_MANAGED_BY}; empty when it has none. */
    public String mark() {
        return metadata.getLabels() == null ? "" : metadata.getLabels().getOrDefault(Label.SLICE_MANAGED_BY, "");
    }

    boolean hasLabels(Map<String, String> labels) {
        return labels.equals(metadata.getLabels());
    }

    /** Appends it as YAML, as an entry of a list. */
    void print(StringBuilder out) {
        out.append("  - %s: %s %s\n"
                .formatted(name().isEmpty() ? metadata.getGenerateName() + "*" : name(), addressType, ports));
        out.append("    labels: ").append(new TreeMap<>(metadata.getLabels())).append('\n');
        if (metadata.getAnnotations() != null && !metadata.getAnnotations().isEmpty()) {
            out.append("    annotations: ")
                    .append(new TreeMap<>(metadata.getAnnotations()))
                    .append('\n');
        }
        out.append("    owner: ")
                .append(Owner.serviceUid(metadata)
                        .or(() -> Owner.endpointsUid(metadata))
                        .orElse("nobody"))
                .append('\n');
        endpoints.stream()
                .map(SliceEndpoint::toString)
                .sorted()
                .forEach(line -> out.append("    - ").append(line).append('\n'));
    }

    private static EndpointPort port(io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort port) {
        return new EndpointPort(
                requireNonNullElse(port.getName(), ""),
                requireNonNullElse(port.getPort(), 0),
                requireNonNullElse(port.getProtocol(), "TCP"),
                requireNonNullElse(port.getAppProtocol(), ""));
    }
}

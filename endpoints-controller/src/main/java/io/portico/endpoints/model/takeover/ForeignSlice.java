package io.portico.endpoints.model.takeover;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.portico.endpoints.model.Label;
import io.portico.runtime.net.Address;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An EndpointSlice that another known manager keeps, or kept once: what tells whether it is still true.
 *
 * @param managedBy its mark
 * @param ready the first address of each endpoint that takes connections, as {@link Address} writes it
 */
public record ForeignSlice(NamespacedName service, String name, String managedBy, List<String> ready) {

    /** What is seen of a slice; empty when it names no Service or no manager. */
    public static Optional<ForeignSlice> of(EndpointSlice slice) {
        var metadata = slice.getMetadata();
        Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
        var service = labels.get(Label.SERVICE_NAME);
        var managedBy = labels.get(Label.SLICE_MANAGED_BY);
        return service == null || managedBy == null
                ? Optional.empty()
                : Optional.of(new ForeignSlice(
                        new NamespacedName(metadata.getNamespace(), service),
                        metadata.getName(),
                        managedBy.intern(),
                        Stream.ofNullable(slice.getEndpoints())
                                .flatMap(List::stream)
                                .filter(endpoint -> endpoint.getConditions() == null
                                        || !Boolean.FALSE.equals(
                                                endpoint.getConditions().getReady()))
                                .map(endpoint -> endpoint.getAddresses().getFirst())
                                .map(Address::canonical)
                                .toList()));
    }
}

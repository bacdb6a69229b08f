package io.portico.endpoints.model.subsets;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.portico.endpoints.model.EndpointPort;
import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.ManagedBy;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Map;

/**
 * An Endpoints object, as it is or as it shall be.
 *
 * @param metadata never changed in place; what somebody else put there (annotations, finalizers) survives an update
 * @param subsets in canonical order, so that equal contents are equal values
 */
public record EndpointsRecord(ObjectMeta metadata, List<Subset> subsets) {

    /** An Endpoints object as it was read. */
    public static EndpointsRecord of(Endpoints endpoints) {
        return new EndpointsRecord(
                new ObjectMetaBuilder(endpoints.getMetadata())
                        .withManagedFields(List.of())
                        .build(),
                endpoints.getSubsets() == null
                        ? List.of()
                        : Subset.canonical(endpoints.getSubsets().stream()
                                .map(EndpointsRecord::subset)
                                .toList()));
    }

    /** The Service of the same name. */
    public NamespacedName service() {
        return new NamespacedName(metadata.getNamespace(), metadata.getName());
    }

    /** Whether a controller of that mark made it, or took it over for a Service with a selector. */
    public boolean marked(ManagedBy managedBy) {
        return managedBy.endpoints().equals(labels().get(Label.ENDPOINTS_MANAGED_BY));
    }

    /** Whether it asks not to be mirrored, or is a leader-election lock, which changes every other second. */
    public boolean skipsMirror() {
        return "true".equals(labels().get(Label.SKIP_MIRROR)) || annotations().containsKey(Label.LEADER_ELECTION);
    }

    /** The subsets as upstream repacks them: each port in one, and ports with the same addresses in the same. */
    public List<Subset> repacked() {
        var repacking = new Subset.Repacking();
        subsets.forEach(repacking::add);
        return repacking.subsets();
    }

    /** Its labels; none is an empty map. */
    public Map<String, String> labels() {
        return requireNonNullElse(metadata.getLabels(), Map.of());
    }

    /** Its annotations; none is an empty map. */
    public Map<String, String> annotations() {
        return requireNonNullElse(metadata.getAnnotations(), Map.of());
    }

    boolean saysTruncated() {
        return annotations().containsKey(Label.OVER_CAPACITY);
    }

    private static Subset subset(EndpointSubset subset) {
        return new Subset(
                addresses(subset.getAddresses()),
                addresses(subset.getNotReadyAddresses()),
                subset.getPorts() == null
                        ? List.of()
                        : subset.getPorts().stream()
                                .map(port -> new EndpointPort(
                                        requireNonNullElse(port.getName(), ""),
                                        port.getPort(),
                                        requireNonNullElse(port.getProtocol(), "TCP"),
                                        requireNonNullElse(port.getAppProtocol(), "")))
                                .toList());
    }

    private static List<SubsetAddress> addresses(List<io.fabric8.kubernetes.api.model.EndpointAddress> addresses) {
        return addresses == null
                ? List.of()
                : addresses.stream().map(SubsetAddress::of).toList();
    }
}

package io.portico.endpoints.model.takeover;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The last write of an object.
 *
 * @param version of the object since then; 0 when that is no number
 * @param manager who wrote, as {@code metadata.managedFields} says: what stands before the slash of its User-Agent,
 *     unless it gave another name; empty when it says nothing
 */
public record Write(String uid, long version, String manager) {
    private static final Set<String> ENDPOINT_CONTROLLERS = Set.of("kube-controller-manager");

    /** The write that made the object what it is. */
    public static Write of(ObjectMeta metadata) {
        List<ManagedFieldsEntry> managers = Objects.requireNonNullElse(metadata.getManagedFields(), List.of());
        return new Write(
                Objects.requireNonNullElse(metadata.getUid(), ""),
                version(metadata),
                managers.stream()
                        .filter(entry -> entry.getSubresource() == null)
                        // Times are whole seconds: of two in one, whoever keeps endpoints for a living.
                        .max(Comparator.comparing(
                                        (ManagedFieldsEntry entry) -> Objects.requireNonNullElse(entry.getTime(), ""))
                                .thenComparing(entry -> ENDPOINT_CONTROLLERS.contains(entry.getManager())))
                        .map(ManagedFieldsEntry::getManager)
                        .orElse(""));
    }

    /** The object's resourceVersion, which is an integer that grows (KEP-5504). */
    public static long version(ObjectMeta metadata) {
        try {
            return Long.parseLong(Objects.requireNonNullElse(metadata.getResourceVersion(), "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether it was kube-controller-manager, which writes endpoints of its own accord and will again. */
    public boolean byEndpointController() {
        return ENDPOINT_CONTROLLERS.contains(manager);
    }
}

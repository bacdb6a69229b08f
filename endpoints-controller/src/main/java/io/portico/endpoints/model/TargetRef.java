package io.portico.endpoints.model;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.ObjectReference;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind an address.
 *
 * @param kind {@code Pod} in what we write
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID
 */
public record TargetRef(String kind, String namespace, String name, String uid) {
    /** No target: somebody wrote an address by hand. */
    public static final TargetRef NONE = new TargetRef("", "", "", "");

    /** A reference as it was read. */
    public static TargetRef of(@Nullable ObjectReference reference) {
        return reference == null
                ? NONE
                : new TargetRef(
                        requireNonNullElse(reference.getKind(), ""),
                        requireNonNullElse(reference.getNamespace(), ""),
                        requireNonNullElse(reference.getName(), ""),
                        requireNonNullElse(reference.getUid(), ""));
    }
}

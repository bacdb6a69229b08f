package io.portico.endpoints.model;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.ObjectReference;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind an address. The resourceVersion that a reference may have is left out, as upstream ignores it.
 *
 * @param apiVersion empty in what we write of pods
 * @param kind {@code Pod} in what we write of pods
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID
 * @param fieldPath empty in what we write of pods
 */
public record TargetRef(String apiVersion, String kind, String namespace, String name, String uid, String fieldPath) {
    /** No target: somebody wrote an address by hand. */
    public static final TargetRef NONE = new TargetRef("", "", "", "", "", "");

    /** A pod. */
    public static TargetRef pod(String namespace, String name, String uid) {
        return new TargetRef("", "Pod", namespace, name, uid, "");
    }

    /** A reference as it was read. */
    public static TargetRef of(@Nullable ObjectReference reference) {
        return reference == null
                ? NONE
                : new TargetRef(
                        requireNonNullElse(reference.getApiVersion(), ""),
                        requireNonNullElse(reference.getKind(), ""),
                        requireNonNullElse(reference.getNamespace(), ""),
                        requireNonNullElse(reference.getName(), ""),
                        requireNonNullElse(reference.getUid(), ""),
                        requireNonNullElse(reference.getFieldPath(), ""));
    }
}

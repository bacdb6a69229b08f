package io.portico.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/**
 * Names one API object, as Events and problems point at it.
 *
 * @param apiVersion group and version, such as {@code networking.k8s.io/v1}, or {@code v1} for the core group
 * @param kind such as {@code Ingress}
 * @param namespace empty for cluster-scoped kinds
 * @param name the object's name
 * @param uid the object's UID; empty when unknown
 */
public record ObjectRef(String apiVersion, String kind, String namespace, String name, String uid)
        implements Comparable<ObjectRef> {

    /** The reference to an object read from the API server. */
    public static ObjectRef of(HasMetadata object) {
        var metadata = object.getMetadata();
        return new ObjectRef(
                object.getApiVersion(),
                object.getKind(),
                Objects.requireNonNullElse(metadata.getNamespace(), ""),
                metadata.getName(),
                Objects.requireNonNullElse(metadata.getUid(), ""));
    }

    @Override
    public int compareTo(ObjectRef other) {
        return toString().compareTo(other.toString());
    }

    /** As an operator writes it: {@code Ingress kube-system/dashboard}. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
    }
}

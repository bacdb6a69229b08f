package io.portico.runtime.values;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Names an object of a namespaced kind, which is known from where the name is used. Ordered by namespace, then by name,
 * as kubectl lists objects.
 *
 * @param namespace never empty for an object that the API server has
 * @param name the object's own
 */
public record NamespacedName(String namespace, String name) implements Comparable<NamespacedName> {

    /** The name of an object read from the API server. */
    public static NamespacedName of(HasMetadata object) {
        var metadata = object.getMetadata();
        // Many have the same namespace; it is kept once.
        return new NamespacedName(Interned.text(metadata.getNamespace()), metadata.getName());
    }

    @Override
    public int compareTo(NamespacedName other) {
        var byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** As operators write it: {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}

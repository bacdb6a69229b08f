package io.portico.endpoints.model;

/**
 * Names a Service; its Endpoints have the same name.
 *
 * @param namespace never empty
 * @param name never empty
 */
public record ServiceKey(String namespace, String name) implements Comparable<ServiceKey> {

    /** Its Endpoints and EndpointSlice are kube-apiserver's own. */
    public static final ServiceKey KUBERNETES = new ServiceKey("default", "kubernetes");

    @Override
    public int compareTo(ServiceKey other) {
        var byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** As an operator writes it: {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}

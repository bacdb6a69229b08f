package io.portico.nodeproxy.model;

import java.util.Comparator;

/** Names a Service. */
public record ServiceName(String namespace, String name) implements Comparable<ServiceName> {
    private static final Comparator<ServiceName> ORDER =
            Comparator.comparing(ServiceName::namespace).thenComparing(ServiceName::name);

    /** Many have the same namespace; it is kept once. */
    public ServiceName {
        namespace = Repeated.text(namespace);
    }

    @Override
    public int compareTo(ServiceName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}

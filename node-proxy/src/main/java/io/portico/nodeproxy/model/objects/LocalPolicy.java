package io.portico.nodeproxy.model.objects;

/** A traffic policy of a Service that is {@code Local}: only endpoints of this node, or none, answer. */
public enum LocalPolicy {
    /** {@code spec.internalTrafficPolicy}: whoever asks its ClusterIP. */
    INTERNAL("internalTrafficPolicy"),
    /**
     * {@code spec.externalTrafficPolicy}: whoever asks its node port or an external address from outside the cluster.
     * Such a client keeps its source address. This node and its pods are not outside: they reach all endpoints.
     */
    EXTERNAL("externalTrafficPolicy");

    private final String field;

    LocalPolicy(String field) {
        this.field = field;
    }

    /** The field of the Service's spec. */
    public String field() {
        return field;
    }
}

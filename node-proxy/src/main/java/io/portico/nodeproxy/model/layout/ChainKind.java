package io.portico.nodeproxy.model.layout;

/** Who is sent to a chain that chooses an endpoint: what such chains' names begin with. */
enum ChainKind {
    /** Who asks a ClusterIP. */
    CLUSTER_IP(""),
    /** Who asks an external address: marked, then as a ClusterIP. */
    EXTERNAL("external-"),
    /** Who asks a node port. */
    NODE_PORT("nodeport-"),
    /** Who is not outside and asks an external address of a Service with {@code externalTrafficPolicy: Local}. */
    INSIDE("inside-"),
    /** The same at its node port. */
    NODE_PORT_INSIDE("nodeport-inside-"),
    /** Who stays on this node. */
    LOCAL("local-"),
    /** The same at a node port. */
    NODE_PORT_LOCAL("nodeport-local-");

    private final String prefix;

    ChainKind(String prefix) {
        this.prefix = prefix;
    }

    /** What the names begin with; empty for {@link #CLUSTER_IP}. */
    String prefix() {
        return prefix;
    }

    /** The kind where it makes no difference whether a node port or an address was asked for. */
    ChainKind atAnyPort() {
        return switch (this) {
            case NODE_PORT -> EXTERNAL;
            case NODE_PORT_INSIDE -> INSIDE;
            case NODE_PORT_LOCAL -> LOCAL;
            case CLUSTER_IP, EXTERNAL, INSIDE, LOCAL -> this;
        };
    }
}

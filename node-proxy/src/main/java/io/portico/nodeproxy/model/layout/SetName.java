package io.portico.nodeproxy.model.layout;

import io.portico.runtime.net.Protocol;

/**
 * The sets and maps of a table, but for those that the kernel fills ({@link TableLayout#LEARNED}). In the kernel a
 * later generation has its number behind the name ({@link TableLayout#named(SetName)}).
 */
public enum SetName {
    /** Addresses of pods, as far as they are known by their addresses. */
    PODS("pods"),
    /** Whose connections to a ClusterIP get the node's address: all of the family, or none. */
    MASQUERADED("masqueraded"),
    /** Ranges of the node's own addresses at which node ports are served. */
    NODE_PORT_ADDRESSES("nodeport-addresses"),
    /** Where ClusterIPs come from. */
    SERVICE_RANGES("service-ranges"),
    /** All ClusterIPs. */
    CLUSTER_IPS("cluster-ips"),
    /** From address, protocol and port of a Service to the chain that chooses an endpoint. */
    SERVICES("services"),
    /** The same by protocol and node port. */
    NODE_PORTS("nodeports"),
    /** As {@link #SERVICES}, for packets from outside that stay on this node. */
    LOCAL_SERVICES("local-services"),
    /** As {@link #NODE_PORTS}, for packets from outside that stay on this node. */
    LOCAL_NODE_PORTS("local-nodeports"),
    /** Addresses and ports that only some sources may use. */
    GUARDED("guarded"),
    /** Those sources. */
    ALLOWED("allowed"),
    /** Pods of this node, each with itself: who reaches itself gets the node's address. */
    HAIRPINS("hairpins"),
    /** From a Service's address and port and an index to an endpoint. */
    TCP_ENDPOINTS("tcp-endpoints"),
    /** Likewise. */
    UDP_ENDPOINTS("udp-endpoints"),
    /** Likewise. */
    SCTP_ENDPOINTS("sctp-endpoints"),
    /** From a node port and an index to an endpoint. */
    NODE_PORT_TCP_ENDPOINTS("nodeport-tcp-endpoints"),
    /** Likewise. */
    NODE_PORT_UDP_ENDPOINTS("nodeport-udp-endpoints"),
    /** Likewise. */
    NODE_PORT_SCTP_ENDPOINTS("nodeport-sctp-endpoints");

    private final String text;

    SetName(String text) {
        this.text = text;
    }

    /** The map from which the endpoints of an address are chosen. */
    public static SetName endpoints(Protocol protocol) {
        return switch (protocol) {
            case TCP -> TCP_ENDPOINTS;
            case UDP -> UDP_ENDPOINTS;
            case SCTP -> SCTP_ENDPOINTS;
        };
    }

    /** The map from which the endpoints of a node port are chosen. */
    public static SetName nodePortEndpoints(Protocol protocol) {
        return switch (protocol) {
            case TCP -> NODE_PORT_TCP_ENDPOINTS;
            case UDP -> NODE_PORT_UDP_ENDPOINTS;
            case SCTP -> NODE_PORT_SCTP_ENDPOINTS;
        };
    }

    /** Whether the set of that name in the kernel is this one, of whatever generation. */
    public boolean isBaseOf(String name) {
        return name.equals(text) || name.startsWith(text + TableLayout.SEPARATOR);
    }

    /** As rules name it in the first generation. */
    @Override
    public String toString() {
        return text;
    }
}

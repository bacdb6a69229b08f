package io.portico.nodeproxy.packets;

import io.fabric8.kubernetes.api.model.Node;
import io.portico.nodeproxy.Worlds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is in the test network, and under which addresses: the numbers are {@code ClusterNetwork}'s. */
public final class Places {
    /** A pod on node-a. */
    public static final String A1 = "10.244.1.2";
    /** The other one there. */
    public static final String A2 = "10.244.1.3";
    /** The pod on node-b. */
    public static final String B1 = "10.244.2.2";

    /** The same in the other family. */
    public static final String A1_6 = "fd44:1::2";
    /** The same in the other family. */
    public static final String A2_6 = "fd44:1::3";
    /** The same in the other family. */
    public static final String B1_6 = "fd44:2::2";

    /** The address of node-a. */
    public static final String NODE_A = "172.31.0.11";

    /** The other node's. */
    public static final String NODE_B = "172.31.0.12";
    /** The same in the other family. */
    public static final String NODE_A6 = "fd31::b";
    /** The same in the other family. */
    public static final String NODE_B6 = "fd31::c";
    /** The address of who is no part of the cluster. */
    public static final String CLIENT = "172.31.0.100";
    /** The same in the other family. */
    public static final String CLIENT6 = "fd31::64";

    /** A node's interface on the link to other nodes and the client. */
    public static final String UPLINK = "eth0";

    /** Nodes by name. */
    public static final List<String> NODES = List.of("node-a", "node-b");

    private static final Map<String, Place> ALL = new LinkedHashMap<>();

    static {
        // The links that ClusterNetwork makes are numbered: the first three are those of the client and of the nodes.
        add(new Place("node-a", "node-a", "", NODE_A, NODE_A6, List.of("9090/tcp")));
        add(new Place("node-b", "node-b", "", NODE_B, NODE_B6, List.of("9090/tcp")));
        add(new Place("client", "", "", CLIENT, CLIENT6, List.of()));
        var served = List.of("8080/tcp", "8081/tcp", "5353/udp", "3868/sctp");
        add(new Place("a1", "node-a", "veth3", A1, A1_6, served));
        add(new Place("a2", "node-a", "veth4", A2, A2_6, served));
        add(new Place("b1", "node-b", "veth5", B1, B1_6, served));
    }

    private Places() {}

    /**
     * A namespace with an Echo in it.
     *
     * @param node where it is; empty for the client
     * @param link the node's interface to it; empty for what is no pod
     * @param served the ports that its Echo answers on, such as {@code 8080/tcp}
     */
    public record Place(String name, String node, String link, String address, String address6, List<String> served) {
        /** Whether it is a pod. */
        public boolean isPod() {
            return !node.isEmpty() && !isNode();
        }

        /** Whether it is a node. */
        public boolean isNode() {
            return node.equals(name);
        }

        /** Its address of the family that the other address is of. */
        public String addressLike(String other) {
            return other.contains(":") ? address6 : address;
        }

        /** What a node's pods take for their gateway: the node's address on their links. */
        public String gatewayLike(String other) {
            var index = name.equals("node-a") ? 1 : 2;
            return other.contains(":") ? "fd44:" + index + "::1" : "10.244." + index + ".1";
        }
    }

    /** The one of that name. */
    public static Place place(String name) {
        return Optional.ofNullable(ALL.get(name)).orElseThrow();
    }

    /** All of them. */
    public static List<Place> all() {
        return List.copyOf(ALL.values());
    }

    /** Whose main address that is. */
    public static Optional<Place> at(String address) {
        return ALL.values().stream()
                .filter(place -> place.address.equals(address) || place.address6.equals(address))
                .findFirst();
    }

    /** What the API server knows of a node. */
    static Node nodeObject(String name) {
        var node = place(name);
        var index = name.equals("node-a") ? 1 : 2;
        return Worlds.node(name, "10.244." + index + ".0/24", "fd44:" + index + "::/64")
                .edit()
                .withNewStatus()
                .addNewAddress(node.address(), "InternalIP")
                .addNewAddress(node.address6(), "InternalIP")
                .endStatus()
                .build();
    }

    private static void add(Place place) {
        ALL.put(place.name, place);
    }
}

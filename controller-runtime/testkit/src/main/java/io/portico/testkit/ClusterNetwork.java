package io.portico.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The network of a small cluster, out of network namespaces: nodes, a client that is no part of the cluster, and pods
 * behind their nodes. Needs {@link Requires.Need#OWN_NETWORK}.
 *
 * <pre>
 *   this JVM (the control plane) 172.31.0.1 ── bridge ──┬── node "node-a" 172.31.0.11 ──┬── pod 10.244.1.2
 *                                                       │                               └── pod 10.244.1.3
 *                                                       ├── node "node-b" 172.31.0.12 ───── pod 10.244.2.2
 *                                                       └── client 172.31.0.100
 * </pre>
 *
 * Pods hang on point-to-point links with /32 addresses, as with the ptp CNI plugin, so that every packet between two
 * pods passes the node's rules. Nodes and control plane route to all pods; the client routes to none. IPv6 runs beside
 * it: fd31::b, fd31::c, client fd31::64, pods fd44:1::2 and so on.
 */
public final class ClusterNetwork implements AutoCloseable {
    /** Where the control plane is reached from all namespaces. */
    public static final String CONTROL_PLANE = "172.31.0.1";

    private static final String CONTROL_PLANE6 = "fd31::1";

    private static final String BRIDGE = "cluster0";

    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Pod> pods = new HashMap<>();
    private final NetworkNamespace client;
    private int links;

    /**
     * A host that pods run on.
     *
     * @param namespace where the node's processes run
     * @param index 1 for the first node; the third octet of its pods' addresses
     */
    public record Node(NetworkNamespace namespace, int index) {
        /** The node's own name. */
        public String name() {
            return namespace.name();
        }

        /** The node's InternalIP. */
        public String address() {
            return "172.31.0." + (10 + index);
        }

        /** The node's InternalIP of the other family. */
        public String address6() {
            return "fd31::" + Integer.toHexString(10 + index);
        }

        /** The addresses of its pods. */
        public String podCidr() {
            return "10.244." + index + ".0/24";
        }

        /** The addresses of its pods in the other family. */
        public String podCidr6() {
            return "fd44:" + index + "::/64";
        }
    }

    /**
     * A pod's own network.
     *
     * @param address the pod's IPv4 address
     * @param address6 the pod's IPv6 address
     */
    public record Pod(NetworkNamespace namespace, Node node, String address, String address6) {}

    /** Nodes of those names, and the client. */
    public static ClusterNetwork create(String... nodeNames) {
        return new ClusterNetwork(List.of(nodeNames));
    }

    private ClusterNetwork(List<String> nodeNames) {
        ip("link add " + BRIDGE + " type bridge");
        ip("addr add " + CONTROL_PLANE + "/24 dev " + BRIDGE);
        ip("addr add " + CONTROL_PLANE6 + "/64 nodad dev " + BRIDGE);
        ip("link set " + BRIDGE + " up");
        client = onBridge("client", "172.31.0.100", "fd31::64");
        for (var name : nodeNames) {
            var index = nodes.size() + 1;
            var node = new Node(
                    onBridge(name, "172.31.0." + (10 + index), "fd31::" + Integer.toHexString(10 + index)), index);
            // A ClusterIP needs some route before the output hook can rewrite it.
            node.namespace.run("ip", "route", "add", "default", "via", CONTROL_PLANE);
            node.namespace.run("ip", "-6", "route", "add", "default", "via", CONTROL_PLANE6);
            // Who asks for a pod that is gone is told so, as by a CNI plugin, instead of going round by the default
            // route.
            node.namespace.run("ip", "route", "add", "unreachable", node.podCidr());
            node.namespace.run("ip", "-6", "route", "add", "unreachable", node.podCidr6());
            node.namespace.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
            for (var other : nodes.values()) {
                route(node.namespace, other);
                route(other.namespace, node);
            }
            ip("route add " + node.podCidr() + " via " + node.address());
            ip("route add " + node.podCidr6() + " via " + node.address6());
            nodes.put(name, node);
        }
    }

    /** The node of that name. */
    public Node node(String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    /** A host beside the nodes, without routes to pods or ClusterIPs. */
    public NetworkNamespace client() {
        return client;
    }

    /**
     * Makes a pod's namespace behind a node.
     *
     * @param name the namespace's name, unique here
     * @param host 2 to 254: the last octet of its address
     */
    public Pod addPod(String name, String node, int host) {
        var on = node(node);
        var address = "10.244." + on.index + "." + host;
        var address6 = "fd44:" + on.index + "::" + Integer.toHexString(host);
        var namespace = NetworkNamespace.create(name);
        var link = "veth" + links++;
        var n = on.namespace;
        n.run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name);
        n.run("ip", "addr", "add", "10.244." + on.index + ".1/32", "dev", link);
        n.run("ip", "addr", "add", "fd44:" + on.index + "::1/128", "nodad", "dev", link);
        n.run("ip", "link", "set", link, "up");
        namespace.run("ip", "addr", "add", address + "/32", "dev", "eth0");
        namespace.run("ip", "addr", "add", address6 + "/128", "nodad", "dev", "eth0");
        namespace.run("ip", "link", "set", "eth0", "up");
        namespace.run("ip", "route", "add", "10.244." + on.index + ".1", "dev", "eth0", "scope", "link");
        namespace.run("ip", "route", "add", "default", "via", "10.244." + on.index + ".1");
        namespace.run("ip", "-6", "route", "add", "fd44:" + on.index + "::1", "dev", "eth0");
        namespace.run("ip", "-6", "route", "add", "default", "via", "fd44:" + on.index + "::1", "dev", "eth0");
        n.run("ip", "route", "add", address + "/32", "dev", link);
        n.run("ip", "-6", "route", "add", address6 + "/128", "dev", link);
        var pod = new Pod(namespace, on, address, address6);
        pods.put(name, pod);
        return pod;
    }

    /** Removes a pod's link and namespace; from then on its address is unreachable. */
    public void removePod(String name) {
        var pod = pods.remove(name);
        if (pod != null) {
            // The kernel takes its time with a namespace's links; until they are gone packets vanish in them.
            pod.namespace.run("ip", "link", "delete", "eth0");
            pod.namespace.close();
        }
    }

    @Override
    public void close() {
        new ArrayList<>(pods.keySet()).forEach(this::removePod);
        nodes.values().forEach(node -> node.namespace.close());
        client.close();
        ip("link delete " + BRIDGE);
    }

    private NetworkNamespace onBridge(String name, String address, String address6) {
        var namespace = NetworkNamespace.create(name);
        var link = "up" + links++;
        ip("link add " + link + " type veth peer name eth0 netns " + name);
        ip("link set " + link + " master " + BRIDGE + " up");
        namespace.run("ip", "addr", "add", address + "/24", "dev", "eth0");
        namespace.run("ip", "addr", "add", address6 + "/64", "nodad", "dev", "eth0");
        namespace.run("ip", "link", "set", "eth0", "up");
        return namespace;
    }

    private static void route(NetworkNamespace from, Node to) {
        from.run("ip", "route", "add", to.podCidr(), "via", to.address());
        from.run("ip", "-6", "route", "add", to.podCidr6(), "via", to.address6());
    }

    private static void ip(String arguments) {
        Commands.run(Commands.concat(List.of("ip"), arguments.split(" ")));
    }
}

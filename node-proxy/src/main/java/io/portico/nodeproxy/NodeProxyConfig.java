package io.portico.nodeproxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of this service, {@code portico.node-proxy.*}. */
@ConfigMapping(prefix = "portico.node-proxy")
public interface NodeProxyConfig {
    /**
     * How Services become reachable: by rules in the kernel, or, on hosts that allow none, by this program's sockets.
     */
    @WithDefault("nftables")
    Mode mode();

    /** The ways to forward. */
    enum Mode {
        /** Everything, by nftables; needs NET_ADMIN. */
        NFTABLES,
        /** Node ports alone, by sockets; needs no right at all. */
        RELAY
    }

    /** After a change, how long to wait for the next one before the rules are made. */
    @WithDefault("3ms")
    Duration quiet();

    /** How long changes that keep coming may put off the rules. */
    @WithDefault("50ms")
    Duration most();

    /**
     * How often to look whether somebody flushed the rules, and at some of what is in them, so that five minutes go
     * through all of it. Costs two or three {@code nft} for each family, 20 ms with 10,000 Services.
     */
    @WithDefault("10s")
    Duration checkEvery();

    /** Which bit of the packet mark (0 to 31) says that a packet's source must become this node. Upstream's is 14. */
    @WithDefault("14")
    int masqueradeBit();

    /** Whether pods, too, get the node's address when they ask a ClusterIP. */
    @WithDefault("false")
    boolean masqueradeAll();

    /**
     * How this node's pods are told from other clients, as upstream: {@code ClusterCIDR}, {@code NodeCIDR},
     * {@code BridgeInterface} or {@code InterfaceNamePrefix}. Who is no pod then gets the node's address when it asks a
     * ClusterIP. Where it is not set, the Node's podCIDRs are pods, and everybody keeps their address.
     */
    Optional<String> detectLocalMode();

    /** The ranges of all pods' addresses, for {@code ClusterCIDR}. */
    Optional<List<String>> clusterCidr();

    /** The bridge of this node's pods, for {@code BridgeInterface}. */
    Optional<String> podBridgeInterface();

    /** What the names of the interfaces to this node's pods begin with, for {@code InterfaceNamePrefix}. */
    Optional<String> podInterfaceNamePrefix();

    /** How long one {@code nft} or {@code conntrack} may run before it is killed. */
    @WithDefault("60s")
    Duration commandTimeout();

    /**
     * Which of the node's addresses answer at node ports and health check node ports: ranges such as
     * {@code 192.0.2.0/24}, or {@code primary} for the first internal address of each family that the Node object has.
     * All, where it is not set; a family without a range has all, too. Rules never take loopback addresses.
     */
    Optional<List<String>> nodePortAddresses();

    /** The address that {@code /healthz} and {@code /livez} listen at; all addresses, where it is not set. */
    Optional<String> healthzHost();

    /** Their port, upstream's by default; 0 for none. */
    @WithDefault("10256")
    int healthzPort();

    /** How long a change may wait to be applied before load balancers are told to leave this node alone. */
    @WithDefault("60s")
    Duration healthzPatience();

    /** What the kernel keeps of connections: settings beside the rules, which are not this program's to write. */
    Conntrack conntrack();

    /**
     * {@code portico.node-proxy.conntrack.*}, kube-proxy's with its defaults. The command {@code sysctls} writes them;
     * the proxy says what differs. Times of 0 leave the kernel's as they are.
     */
    interface Conntrack {
        /** Connections for each CPU, a million at most; 0 leaves the kernel's limit as it is. */
        @WithDefault("32768")
        int maxPerCore();

        /** Connections, however few CPUs there are. */
        @WithDefault("131072")
        int min();

        /** How long a TCP connection may be idle. */
        @WithDefault("24h")
        Duration tcpEstablishedTimeout();

        /** How long a TCP connection may be idle of which one end has said all that it has to say. */
        @WithDefault("1h")
        Duration tcpCloseWaitTimeout();

        /** Whether TCP segments outside of the window count as their connection's. */
        @WithDefault("false")
        boolean tcpBeLiberal();

        /** How long a UDP flow is remembered that has gone one way only. */
        @WithDefault("0s")
        Duration udpTimeout();

        /** How long a UDP flow is remembered that has gone both ways. */
        @WithDefault("0s")
        Duration udpStreamTimeout();
    }

    /** The bounds of relay mode. */
    Relay relay();

    /** {@code portico.node-proxy.relay.*}. */
    interface Relay {
        /** How long one endpoint may take to accept a connection before the next is tried. */
        @WithDefault("5s")
        Duration connectTimeout();

        /**
         * TCP connections at a time, over all ports; those beyond are reset. Each may hold up to 200 KiB while its
         * reader is slow.
         */
        @WithDefault("4096")
        int mostConnections();

        /** How long a UDP client that neither sends nor gets anything is remembered. */
        @WithDefault("60s")
        Duration udpIdle();

        /** UDP clients at a time, over all ports; datagrams of those beyond are dropped. Each is a socket. */
        @WithDefault("4096")
        int mostUdpClients();

        /** How long connections may go on when this program ends. */
        @WithDefault("8s")
        Duration drain();
    }
}

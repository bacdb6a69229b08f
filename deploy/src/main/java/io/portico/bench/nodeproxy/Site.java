package io.portico.bench.nodeproxy;

import io.portico.bench.nodeproxy.agent.Client;
import io.portico.bench.nodeproxy.agent.Endpoint;
import io.portico.bench.nodeproxy.agent.EndpointServer;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.NetworkNamespace;

/**
 * A node for one program, with the pods that it serves.
 *
 * @param node where the program runs
 * @param client asks
 * @param server answers for all endpoints
 */
record Site(ClusterNetwork.Node node, Agent client, Agent server) implements AutoCloseable {

    /** Where no rule catches a ClusterIP it is unreachable at once, and is not sent round by the default route. */
    private static final String CLUSTER_IPS = "10.96.0.0/12";

    static Site create(ClusterNetwork network, String name) throws InterruptedException {
        var node = network.node(name);
        var pods = network.addPod("pods-" + name, name, 2);
        var client = network.addPod("client-" + name, name, 3);
        pods.namespace().run("ip", "route", "add", "local", Endpoint.RANGE, "dev", "lo");
        var namespace = node.namespace();
        namespace.run("ip", "route", "add", Endpoint.RANGE, "via", pods.address());
        namespace.run("ip", "route", "add", "unreachable", CLUSTER_IPS);
        // Who is told "unreachable" asks again at once instead of waiting for a second; the rate would be limited to
        // one a
        // second, too.
        namespace.run("sysctl", "-qw", "net.ipv4.icmp_ratelimit=0");
        return new Site(
                node,
                Agent.start(client.namespace(), Client.class),
                Agent.start(pods.namespace(), EndpointServer.class));
    }

    NetworkNamespace namespace() {
        return node.namespace();
    }

    /** Forgets all connections, so that one program's do not fill the table that the next one's must be found in. */
    void forgetConnections() {
        namespace().run("conntrack", "-F");
    }

    /** Removes all rules: the next program finds a node as after a boot. */
    void flush() {
        namespace().run("nft", "flush", "ruleset");
        forgetConnections();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}

package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
import static io.portico.nodeproxy.cases.Expected.refused;
import static io.portico.nodeproxy.cases.PacketCase.asking;
import static io.portico.nodeproxy.cases.PacketCase.behaviour;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.B1_6;
import static io.portico.nodeproxy.packets.Places.NODE_A;
import static io.portico.nodeproxy.packets.Places.NODE_A6;
import static io.portico.nodeproxy.packets.Places.NODE_B;

import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.net.NodePortAddresses;
import java.util.List;

/** Which of a node's addresses take node ports. Each node has a second one, which its pods take for their gateway. */
final class NodePortAddressCases {
    private static final String GATEWAY_A = "10.244.1.1";
    private static final String GATEWAY_A6 = "fd44:1::1";

    private NodePortAddressCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("by default each of a node's addresses takes node ports")
                        .given(webAt9090())
                        .expect(answeredBy("b1"), asking("a1", "node-a"), "tcp " + NODE_A + " 9090")
                        .expect(answeredBy("b1"), asking("a1", "node-a"), "tcp " + GATEWAY_A + " 9090")
                        .expect(answeredBy("b1"), asking("a1", "node-a"), "tcp " + GATEWAY_A6 + " 9090"),
                behaviour("with primary alone a node's other addresses keep their own servers")
                        .by(at("primary"))
                        .given(webAt9090())
                        .expect(answeredBy("b1"), asking("client", "a1", "node-a"), "tcp " + NODE_A + " 9090")
                        .expect(answeredBy("b1"), asking("client", "a1", "node-b"), "udp " + NODE_A6 + " 30053")
                        .expect(answeredBy("node-a"), asking("a1", "node-a"), "tcp " + GATEWAY_A + " 9090")
                        .expect(answeredBy("node-a"), asking("a1", "node-a"), "tcp " + GATEWAY_A6 + " 9090")
                        .expect(refused(), asking("a1", "node-a"), "udp " + GATEWAY_A + " 30053"),
                behaviour("ranges of node port addresses bind the family that they are of")
                        .by(at("172.31.0.11/32", "192.0.2.0/24"))
                        .given(webAt9090())
                        .expect(answeredBy("b1"), asking("client", "a1"), "tcp " + NODE_A + " 9090")
                        .expect(answeredBy("node-a"), asking("a1"), "tcp " + GATEWAY_A + " 9090")
                        .expect(answeredBy("node-b"), asking("client", "b1"), "tcp " + NODE_B + " 9090")
                        .expect(answeredBy("b1"), asking("a1"), "tcp " + GATEWAY_A6 + " 9090"),
                behaviour("node port addresses say nothing of ClusterIPs, and may be chosen anew")
                        .by(at("primary"))
                        .given(webAt9090())
                        .expect(answeredBy("b1"), asking("a1", "node-a"), "tcp 10.96.0.10 80")
                        .by(RuleSettings.DEFAULT)
                        .given(webAt9090())
                        .expect(answeredBy("b1"), asking("a1", "node-a"), "tcp " + GATEWAY_A + " 9090"));
    }

    private static RuleSettings at(String... addresses) {
        return RuleSettings.DEFAULT.with(NodePortAddresses.parse(List.of(addresses)));
    }

    /** Its node port is one at which the nodes themselves have servers. */
    private static Worlds.Builder webAt9090() {
        return world().with(service("web", List.of("10.96.0.10", "fd96::a"), "web:80/TCP:9090", "dns:53/UDP:30053"))
                .with(slice("web-4", "web", PORTS, B1), slice("web-6", "web", PORTS, B1_6));
    }
}

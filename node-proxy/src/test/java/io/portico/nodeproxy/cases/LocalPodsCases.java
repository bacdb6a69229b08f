package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.node;
import static io.portico.nodeproxy.Worlds.on;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.externallyLocal;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.CaseWorlds.webOn;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
import static io.portico.nodeproxy.cases.Expected.dropped;
import static io.portico.nodeproxy.cases.PacketCase.asking;
import static io.portico.nodeproxy.cases.PacketCase.behaviour;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.A1_6;
import static io.portico.nodeproxy.packets.Places.A2;
import static io.portico.nodeproxy.packets.Places.A2_6;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.B1_6;
import static io.portico.nodeproxy.packets.Places.NODE_A;
import static io.portico.nodeproxy.packets.Places.NODE_A6;

import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.net.LocalPods;
import java.util.List;
import java.util.Optional;

/** How a node's pods are told from others, and what that does to who asks a ClusterIP. On node-a, a2 is always one. */
final class LocalPodsCases {
    private static final String WEB = "tcp 10.96.0.10 80";
    private static final String WEB6 = "tcp fd96::a 80";
    private static final String AT_A = "tcp " + NODE_A + " 30045";

    private LocalPodsCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("where nothing was chosen everybody keeps their address at ClusterIPs")
                        .given(onlyA2IsAPod(webOn(B1, B1_6)))
                        .expect(answeredBy("b1").seeing(A1), asking("a1"), WEB, "udp 10.96.0.10 53")
                        .expect(answeredBy("b1").seeing(A1_6), asking("a1"), WEB6)
                        .given(onlyA2IsAPod(localWebOnB()))
                        .expect(answeredBy("b1"), asking("a2"), AT_A)
                        .expect(dropped(), asking("a1"), AT_A),
                behaviour("by NodeCIDR who is not in the Node's podCIDRs gets its address, and is outside")
                        .by(chosen("NodeCIDR", "", ""))
                        .given(onlyA2IsAPod(webOn(B1, B1_6)))
                        .expect(answeredBy("b1").seeing(A2), asking("a2"), WEB, "udp 10.96.0.10 53")
                        .expect(answeredBy("b1").seeing(NODE_A), asking("a1"), WEB, "udp 10.96.0.10 53")
                        .expect(answeredBy("b1").seeing(A2_6), asking("a2"), WEB6)
                        .expect(answeredBy("b1").seeing(NODE_A6), asking("a1"), WEB6)
                        .given(onlyA2IsAPod(localWebOnB()))
                        .expect(answeredBy("b1"), asking("a2"), AT_A)
                        .expect(dropped(), asking("a1"), AT_A),
                behaviour("by NodeCIDR nobody gets another address for as long as the Node has none of that family")
                        .by(chosen("NodeCIDR", "", ""))
                        .given(webOn(B1, B1_6).with(node("node-a", A2 + "/32")))
                        .expect(answeredBy("b1").seeing(NODE_A), asking("a1"), WEB)
                        .expect(answeredBy("b1").seeing(A1_6), asking("a1"), WEB6)
                        .given(onlyA2IsAPod(webOn(B1, B1_6)))
                        .expect(answeredBy("b1").seeing(NODE_A6), asking("a1"), WEB6),
                behaviour("by ClusterCIDR pods of any node count as this node's")
                        .by(chosen("ClusterCIDR", "10.244.0.0/16", ""))
                        .given(onlyA2IsAPod(webOn(B1, B1_6)))
                        .expect(answeredBy("b1").seeing(A1), asking("a1"), WEB)
                        .expect(answeredBy("b1").seeing(A1_6), asking("a1"), WEB6)
                        .given(onlyA2IsAPod(localWebOnB()))
                        .expect(answeredBy("b1"), asking("a1", "a2", "b1"), AT_A)
                        .expect(dropped(), asking("client", "node-b"), AT_A),
                behaviour("by ClusterCIDR who is in none of the ranges gets the node's address")
                        .by(chosen("ClusterCIDR", A2 + "/32,fd44:1::3/128,10.244.2.0/24", ""))
                        .given(webOn(B1, B1_6))
                        .expect(answeredBy("b1").seeing(A2), asking("a2"), WEB)
                        .expect(answeredBy("b1").seeing(NODE_A), asking("a1"), WEB)
                        .expect(answeredBy("b1").seeing(NODE_A6), asking("a1"), WEB6),
                behaviour("by BridgeInterface those are pods who come by it, whatever their addresses")
                        .by(chosen("BridgeInterface", "", "veth4"))
                        .given(webOn(B1, B1_6).with(node("node-a", A1 + "/32")))
                        .expect(answeredBy("b1").seeing(A2), asking("a2"), WEB)
                        .expect(answeredBy("b1").seeing(A2_6), asking("a2"), WEB6)
                        .expect(answeredBy("b1").seeing(NODE_A), asking("a1"), WEB, "udp 10.96.0.10 53")
                        .given(localWebOnB())
                        .expect(answeredBy("b1").seeing(A2), asking("a2"), AT_A)
                        .expect(dropped(), asking("a1", "client"), AT_A),
                behaviour("by InterfaceNamePrefix those are pods who come by interfaces of such names")
                        .by(chosen("InterfaceNamePrefix", "", "veth"))
                        .given(webOn(B1, B1_6).with(node("node-a", A2 + "/32")))
                        .expect(answeredBy("b1").seeing(A1), asking("a1"), WEB)
                        .expect(answeredBy("b1").seeing(A1_6), asking("a1"), WEB6)
                        .expect(answeredBy("b1").seeing(NODE_A), asking("node-a"), WEB)
                        .given(localWebOnB())
                        .expect(answeredBy("b1").seeing(A1), asking("a1"), AT_A)
                        .expect(answeredBy("b1"), asking("a2", "node-a"), AT_A)
                        .expect(dropped(), asking("client", "b1"), AT_A),
                behaviour("with masqueradeAll pods, too, ask ClusterIPs by the node's address")
                        .by(RuleSettings.DEFAULT.masqueradingAll())
                        .given(webOn(B1, B1_6))
                        .expect(answeredBy("b1").seeing(NODE_A), asking("a1", "a2", "node-a"), WEB, "udp 10.96.0.10 53")
                        .expect(answeredBy("b1").seeing(NODE_A6), asking("a1", "a2", "node-a"), WEB6)
                        .expect(answeredBy("b1").seeing("10.244.2.1"), asking("b1"), WEB)
                        .given(localWebOnB())
                        .expect(answeredBy("b1").seeing(A1), asking("a1"), AT_A));
    }

    private static RuleSettings chosen(String mode, String ranges, String name) {
        var named = Optional.of(name).filter(text -> !text.isEmpty());
        var isPrefix = mode.equals("InterfaceNamePrefix");
        return RuleSettings.DEFAULT.with(LocalPods.parse(
                Optional.of(mode),
                ranges.isEmpty() ? List.of() : List.of(ranges.split(",", -1)),
                isPrefix ? Optional.empty() : named,
                isPrefix ? named : Optional.empty()));
    }

    private static Worlds.Builder onlyA2IsAPod(Worlds.Builder world) {
        return world.with(node("node-a", A2 + "/32", "fd44:1::3/128"));
    }

    private static Worlds.Builder localWebOnB() {
        return world().with(externallyLocal(web())).with(on("node-b", slice("web-4b", "web", PORTS, B1)));
    }
}

package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.OTHER_VIP;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.CaseWorlds.webOn;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
import static io.portico.nodeproxy.cases.Expected.refused;
import static io.portico.nodeproxy.cases.PacketCase.asking;
import static io.portico.nodeproxy.cases.PacketCase.behaviour;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.A1_6;
import static io.portico.nodeproxy.packets.Places.A2;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.B1_6;
import static io.portico.nodeproxy.packets.Places.NODE_A;
import static io.portico.nodeproxy.packets.Places.NODE_A6;
import static io.portico.nodeproxy.packets.Places.NODE_B;
import static io.portico.nodeproxy.packets.Places.NODE_B6;

import java.util.List;

/** What node ports do. */
final class NodePortCases {
    private static final List<String> EVERYWHERE = List.of("client", "node-a", "node-b", "a1", "b1");
    private static final String[] NODE_PORTS = {
        "tcp " + NODE_A + " 30045",
        "udp " + NODE_A + " 30053",
        "tcp " + NODE_B + " 30045",
        "udp " + NODE_B + " 30053",
        "tcp " + NODE_A6 + " 30045",
        "udp " + NODE_A6 + " 30053",
        "tcp " + NODE_B6 + " 30045",
        "udp " + NODE_B6 + " 30053"
    };

    private NodePortCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("a node port answers on every node and in both families, wherever the pod is")
                        .given(webOn(B1, B1_6))
                        .expect(answeredBy("b1"), EVERYWHERE, NODE_PORTS)
                        .given(webOn(A1, A1_6))
                        .expect(answeredBy("a1"), EVERYWHERE, NODE_PORTS),
                behaviour(
                                "who asks a node port has the node's address for the pod, so that answers come back through it")
                        .given(webOn(B1, B1_6))
                        .expect(answeredBy("b1").seeing(NODE_A), asking("client", "a1", "node-a"), NODE_PORTS[0])
                        .expect(answeredBy("b1").seeing(NODE_A6), asking("client", "a1", "node-a"), NODE_PORTS[5])
                        .expect(answeredBy("b1").seeing("10.244.2.1"), asking("client", "b1", "node-b"), NODE_PORTS[2]),
                behaviour("a node port spreads over all endpoints")
                        .given(world().with(web()).with(slice("web-4", "web", PORTS, A1, A2, B1)))
                        .expect(answeredBy("a1", "a2", "b1"), asking("client", "node-b"), NODE_PORTS[0], NODE_PORTS[1]),
                behaviour("a node port without endpoints is refused at once")
                        .given(world().with(web()))
                        .expect(refused(), EVERYWHERE, NODE_PORTS),
                behaviour("node ports of several Services are kept apart")
                        .given(webOn(A1, A1_6)
                                .with(service("other", OTHER_VIP, "web:80/TCP:30046"))
                                .with(slice("other-4", "other", List.of("web:8081/TCP"), B1)))
                        .expect(answeredBy("a1"), asking("client"), NODE_PORTS[2])
                        .expect(answeredBy("b1"), asking("client"), "tcp " + NODE_B + " 30046")
                        .expect(refused(), asking("client"), "udp " + NODE_B + " 30046", "tcp " + NODE_B + " 30047"),
                behaviour("the node's own servers, its loopback and addresses of others are left alone")
                        .given(webOn(B1, B1_6))
                        .expect(answeredBy("node-a"), asking("client", "a1", "node-a"), "tcp " + NODE_A + " 9090")
                        .expect(answeredBy("node-a"), asking("node-a"), "tcp 127.0.0.1 9090", "tcp ::1 9090")
                        .expect(refused(), asking("node-a"), "tcp 127.0.0.1 30045", "tcp ::1 30045")
                        .expect(refused(), asking("a2"), "tcp " + A1 + " 30045"));
    }
}

package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.on;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.ending;
import static io.portico.nodeproxy.cases.CaseWorlds.externallyLocal;
import static io.portico.nodeproxy.cases.CaseWorlds.internallyLocal;
import static io.portico.nodeproxy.cases.CaseWorlds.unready;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.CaseWorlds.withLoadBalancer;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
import static io.portico.nodeproxy.cases.Expected.dropped;
import static io.portico.nodeproxy.cases.Expected.refused;
import static io.portico.nodeproxy.cases.PacketCase.asking;
import static io.portico.nodeproxy.cases.PacketCase.behaviour;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.A1_6;
import static io.portico.nodeproxy.packets.Places.A2;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.B1_6;
import static io.portico.nodeproxy.packets.Places.CLIENT;
import static io.portico.nodeproxy.packets.Places.CLIENT6;
import static io.portico.nodeproxy.packets.Places.NODE_A;
import static io.portico.nodeproxy.packets.Places.NODE_A6;
import static io.portico.nodeproxy.packets.Places.NODE_B;
import static io.portico.nodeproxy.packets.Places.NODE_B6;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.nodeproxy.Worlds;
import java.util.List;

/** What traffic policies do. */
final class PolicyCases {
    private static final String[] AT_A = {
        "tcp " + NODE_A + " 30045", "udp " + NODE_A + " 30053", "tcp " + NODE_A6 + " 30045", "udp " + NODE_A6 + " 30053"
    };
    private static final String[] AT_B = {
        "tcp " + NODE_B + " 30045", "udp " + NODE_B + " 30053", "tcp " + NODE_B6 + " 30045", "udp " + NODE_B6 + " 30053"
    };

    private PolicyCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("with externalTrafficPolicy Local each node answers by its own pods, who see the client")
                        .given(onBothNodes(local()))
                        .expect(answeredBy("a1"), asking("client"), AT_A)
                        .expect(answeredBy("b1"), asking("client"), AT_B)
                        .expect(answeredBy("a1").seeing(CLIENT), asking("client"), AT_A[0], "tcp " + NODE_A + " 80")
                        .expect(answeredBy("b1").seeing(CLIENT), asking("client"), AT_B[0], AT_B[1])
                        .expect(answeredBy("a1").seeing(CLIENT6), asking("client"), AT_A[2], AT_A[3]),
                behaviour("with externalTrafficPolicy Local a node and its pods reach all endpoints")
                        .given(onBothNodes(local()))
                        .expect(answeredBy("a1", "b1"), asking("a2", "node-a"), AT_A)
                        .expect(answeredBy("a1", "b1"), asking("a2", "node-a"), "tcp " + NODE_A + " 80")
                        .expect(answeredBy("a1", "b1"), asking("a2", "node-a"), "tcp 10.96.0.10 80"),
                behaviour("with externalTrafficPolicy Local a node's pods keep their address even at its node ports")
                        .given(onNodeB(local()))
                        .expect(answeredBy("b1").seeing(A1), asking("a1"), AT_A[0], "tcp " + NODE_A + " 80")
                        .expect(answeredBy("b1").seeing(NODE_A), asking("node-a"), AT_A[0], "tcp " + NODE_A + " 80"),
                behaviour("with externalTrafficPolicy Local pods of another node are outside")
                        .given(onBothNodes(local()))
                        .expect(answeredBy("a1").seeing(B1), asking("b1"), AT_A[0])
                        .expect(answeredBy("a1").seeing(NODE_B), asking("node-b"), AT_A[0]),
                behaviour("with externalTrafficPolicy Local a node without pods drops what comes from outside")
                        .given(onNodeB(local()))
                        .expect(dropped(), asking("client", "b1", "node-b"), AT_A)
                        .expect(dropped(), asking("client"), "tcp " + NODE_A + " 80")
                        .expect(answeredBy("b1"), asking("a1", "node-a"), AT_A)
                        .expect(answeredBy("b1"), asking("client"), AT_B)
                        .expect(answeredBy("b1"), asking("a1"), "tcp 10.96.0.10 80"),
                behaviour("with externalTrafficPolicy Local a Service without endpoints is refused")
                        .given(world().with(local()))
                        .expect(refused(), asking("client", "a1", "node-a", "b1"), AT_A)
                        .given(world().with(local()).with(unready(on("node-a", slice("web-4", "web", PORTS, A1)))))
                        .expect(refused(), asking("client", "a1", "node-a", "b1"), AT_A),
                behaviour("with internalTrafficPolicy Local pods reach the pods of their own node and otherwise none")
                        .given(world().with(internallyLocal(web()))
                                .with(
                                        on("node-a", slice("web-4", "web", PORTS, A1, A2)),
                                        on("node-a", slice("web-6", "web", PORTS, A1_6))))
                        .expect(answeredBy("a1", "a2"), asking("a1", "a2", "node-a"), "tcp 10.96.0.10 80")
                        .expect(answeredBy("a1"), asking("a1", "a2", "node-a"), "udp fd96::a 53")
                        .expect(dropped(), asking("b1", "node-b"), "tcp 10.96.0.10 80", "udp fd96::a 53")
                        .expect(answeredBy("a1", "a2"), asking("client", "b1", "node-b"), AT_B[0])
                        .given(world().with(internallyLocal(web())))
                        .expect(refused(), asking("a1", "b1", "node-b"), "tcp 10.96.0.10 80", "udp fd96::a 53"),
                behaviour("both policies may be Local")
                        .given(onBothNodes(internallyLocal(local())))
                        .expect(answeredBy("a1"), asking("a2", "node-a"), "tcp 10.96.0.10 80", "udp fd96::a 53")
                        .expect(answeredBy("b1"), asking("b1", "node-b"), "tcp 10.96.0.10 80", "udp fd96::a 53")
                        .expect(answeredBy("a1"), asking("client"), AT_A)
                        .expect(answeredBy("a1", "b1"), asking("a2", "node-a"), AT_A),
                behaviour("with a policy Local pods that end but still serve answer when no other is here")
                        .given(world().with(local())
                                .with(
                                        ending(on("node-a", slice("web-4a", "web", PORTS, A1))),
                                        on("node-b", slice("web-4b", "web", PORTS, B1))))
                        .expect(answeredBy("a1"), asking("client"), AT_A[0], AT_A[1])
                        .expect(answeredBy("b1"), asking("a2", "node-a"), AT_A[0], "tcp 10.96.0.10 80")
                        .given(world().with(internallyLocal(web()))
                                .with(
                                        ending(on("node-a", slice("web-4a", "web", PORTS, A1))),
                                        on("node-b", slice("web-4b", "web", PORTS, B1))))
                        .expect(answeredBy("a1"), asking("a2", "node-a"), "tcp 10.96.0.10 80")
                        .expect(answeredBy("b1"), asking("client"), AT_A[0]),
                behaviour("a policy may change while the Service serves")
                        .given(onBothNodes(web()))
                        .expect(answeredBy("a1", "b1"), asking("client"), AT_A[0])
                        .given(onBothNodes(local()))
                        .expect(answeredBy("a1"), asking("client"), AT_A[0])
                        .given(onBothNodes(internallyLocal(web())))
                        .expect(answeredBy("a1", "b1"), asking("client"), AT_A[0])
                        .expect(answeredBy("a1"), asking("a2"), "tcp 10.96.0.10 80"));
    }

    private static ServiceBuilder local() {
        return externallyLocal(withLoadBalancer(web(), NODE_A));
    }

    private static Worlds.Builder onBothNodes(ServiceBuilder service) {
        return onNodeB(service)
                .with(
                        on("node-a", slice("web-4a", "web", PORTS, A1)),
                        on("node-a", slice("web-6a", "web", PORTS, A1_6)));
    }

    private static Worlds.Builder onNodeB(ServiceBuilder service) {
        return world().with(service)
                .with(
                        on("node-b", slice("web-4b", "web", PORTS, B1)),
                        on("node-b", slice("web-6b", "web", PORTS, B1_6)));
    }
}

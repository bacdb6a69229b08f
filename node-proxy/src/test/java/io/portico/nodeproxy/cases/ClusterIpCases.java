package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.OTHER_VIP;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.ending;
import static io.portico.nodeproxy.cases.CaseWorlds.unready;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.CaseWorlds.webOn;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
import static io.portico.nodeproxy.cases.Expected.answeredByNobody;
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

import java.util.List;

/** What ClusterIPs do. */
final class ClusterIpCases {
    private static final List<String> INSIDE = List.of("a1", "a2", "b1", "node-a", "node-b");
    private static final String[] CLUSTER_IPS = {
        "tcp 10.96.0.10 80", "udp 10.96.0.10 53", "tcp fd96::a 80", "udp fd96::a 53"
    };

    private ClusterIpCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("a ClusterIP reaches the pod from pods of both nodes, from the pod itself and from nodes")
                        .given(webOn(A1, A1_6))
                        .expect(answeredBy("a1"), INSIDE, CLUSTER_IPS),
                behaviour("pods that ask a ClusterIP keep their address, unless they reach themselves")
                        .given(webOn(B1, B1_6))
                        .expect(answeredBy("b1").seeing(A1), asking("a1"), "tcp 10.96.0.10 80", "udp 10.96.0.10 53")
                        .expect(answeredBy("b1").seeing(A1_6), asking("a1"), "tcp fd96::a 80", "udp fd96::a 53")
                        .expect(answeredBy("b1").seeing("10.244.2.1"), asking("b1"), "tcp 10.96.0.10 80")
                        .expect(answeredBy("b1").seeing("fd44:2::1"), asking("b1"), "udp fd96::a 53"),
                behaviour("a node that asks a ClusterIP does so under the address that its answers come back to")
                        .given(webOn(B1, B1_6))
                        .expect(answeredBy("b1").seeing(NODE_A), asking("node-a"), "tcp 10.96.0.10 80")
                        .expect(answeredBy("b1").seeing(NODE_A6), asking("node-a"), "udp fd96::a 53")
                        .expect(answeredBy("b1").seeing("10.244.2.1"), asking("node-b"), "udp 10.96.0.10 53"),
                behaviour("connections spread over all endpoints of both nodes, whichever slices they are in")
                        .given(world().with(web())
                                .with(slice("web-4", "web", PORTS, A1, A2), slice("web-5", "web", PORTS, B1)))
                        .expect(
                                answeredBy("a1", "a2", "b1"),
                                asking("b1", "node-a"),
                                "tcp 10.96.0.10 80",
                                "udp 10.96.0.10 53"),
                behaviour("endpoints come and go, and connections follow")
                        .given(webOn(A1, A1_6))
                        .given(world().with(web())
                                .with(slice("web-4", "web", PORTS, A1, A2, B1), slice("web-6", "web", PORTS, B1_6)))
                        .expect(answeredBy("a1", "a2", "b1"), asking("a2"), "tcp 10.96.0.10 80", "udp 10.96.0.10 53")
                        .expect(answeredBy("b1"), asking("a2"), "tcp fd96::a 80", "udp fd96::a 53")
                        .given(world().with(web()).with(slice("web-4", "web", PORTS, A2, B1)))
                        .expect(answeredBy("a2", "b1"), asking("a1"), "tcp 10.96.0.10 80", "udp 10.96.0.10 53")
                        .expect(refused(), asking("a2"), "tcp fd96::a 80", "udp fd96::a 53")
                        .given(world().with(web()).with(slice("web-4", "web", PORTS, B1)))
                        .expect(answeredBy("b1"), asking("a1"), "tcp 10.96.0.10 80", "udp 10.96.0.10 53"),
                behaviour("a Service without endpoints is refused at once")
                        .given(world().with(web()))
                        .expect(refused(), INSIDE, CLUSTER_IPS)
                        .given(world().with(web()).with(unready(slice("web-4", "web", PORTS, A1))))
                        .expect(refused(), INSIDE, CLUSTER_IPS),
                behaviour("endpoints that end but still serve answer when none is ready")
                        .given(world().with(web())
                                .with(ending(slice("web-4", "web", PORTS, A1)), slice("web-5", "web", PORTS, B1)))
                        .expect(answeredBy("b1"), asking("a2", "node-a"), "tcp 10.96.0.10 80", "udp 10.96.0.10 53")
                        .given(world().with(web())
                                .with(
                                        ending(slice("web-4", "web", PORTS, A1)),
                                        unready(slice("web-5", "web", PORTS, B1))))
                        .expect(answeredBy("a1"), asking("a2", "node-a"), "tcp 10.96.0.10 80", "udp 10.96.0.10 53"),
                behaviour("a port that the Service does not have is refused at its ClusterIP")
                        .given(webOn(A1, A1_6))
                        .expect(refused(), INSIDE, "tcp 10.96.0.10 81", "udp fd96::a 54", "udp 10.96.0.10 80"),
                behaviour("several ports and Services are kept apart")
                        .given(webOn(A1, A1_6)
                                .with(service("other", OTHER_VIP, "web:80/TCP:30046", "dns:80/UDP"))
                                .with(slice("other-4", "other", List.of("web:8081/TCP", "dns:5353/UDP"), B1)))
                        .expect(answeredBy("a1"), asking("a2"), "tcp 10.96.0.10 80", "udp 10.96.0.10 53")
                        .expect(answeredBy("b1"), asking("a2"), "tcp 10.96.0.20 80", "udp 10.96.0.20 80")
                        .expect(refused(), asking("a2"), "udp 10.96.0.20 53", "tcp fd96::14 80"),
                behaviour("a deleted Service answers nowhere")
                        .given(webOn(B1, B1_6))
                        .given(world())
                        .expect(answeredByNobody(), INSIDE, CLUSTER_IPS)
                        .expect(
                                refused(),
                                asking("client", "a1"),
                                "tcp " + NODE_A + " 30045",
                                "udp " + NODE_A6 + " 30053"));
    }
}

package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.externallyLocal;
import static io.portico.nodeproxy.cases.CaseWorlds.internallyLocal;
import static io.portico.nodeproxy.cases.CaseWorlds.sticky;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.Expected.answeredAlwaysByOneOf;
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
import static io.portico.nodeproxy.packets.Places.NODE_A;
import static io.portico.nodeproxy.packets.Places.NODE_A6;
import static io.portico.nodeproxy.packets.Places.NODE_B;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.nodeproxy.Worlds;
import java.util.List;

/** What {@code sessionAffinity: ClientIP} does. */
final class AffinityCases {
    private static final String[] QUESTIONS = {
        "tcp 10.96.0.10 80", "udp 10.96.0.10 53", "tcp fd96::a 80", "udp fd96::a 53"
    };

    private AffinityCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("with session affinity a client comes back to its pod")
                        .given(stickyOn(A1, B1))
                        .expect(answeredAlwaysByOneOf("a1", "b1"), asking("a2", "node-b", "a1", "node-a"), QUESTIONS)
                        .expect(
                                answeredAlwaysByOneOf("a1", "b1"),
                                asking("client", "a2"),
                                "tcp " + NODE_A + " 30045",
                                "udp " + NODE_A6 + " 30053"),
                behaviour("with session affinity a client keeps its pod as others come and go")
                        .given(stickyOn(A1))
                        .expect(answeredBy("a1"), asking("a2", "node-b"), QUESTIONS[0], QUESTIONS[1])
                        .given(stickyOn(A1, A2, B1))
                        .expect(answeredBy("a1"), asking("a2", "node-b"), QUESTIONS[0], QUESTIONS[1])
                        .given(stickyOn(B1))
                        .expect(answeredBy("b1"), asking("a2", "node-b"), QUESTIONS[0], QUESTIONS[1])
                        .given(stickyOn(A1, A2, B1))
                        .expect(answeredBy("b1"), asking("a2", "node-b"), QUESTIONS[0], QUESTIONS[1]),
                behaviour("the addresses of one Service share what is known of a client")
                        .given(stickyOn(A1))
                        .expect(answeredBy("a1"), asking("a2"), QUESTIONS[0])
                        .given(stickyOn(A1, B1))
                        .expect(answeredBy("a1"), asking("a2"), QUESTIONS[0], "tcp " + NODE_A + " 30045"),
                behaviour("without session affinity a client is forgotten")
                        .given(stickyOn(A1))
                        .expect(answeredBy("a1"), asking("a2"), QUESTIONS[0])
                        .given(world().with(web()).with(slice("web-4", "web", PORTS, A1, B1)))
                        .expect(answeredBy("a1", "b1"), asking("a2"), QUESTIONS[0])
                        .given(stickyOn(B1))
                        .expect(answeredBy("b1"), asking("a2"), QUESTIONS[0]),
                behaviour("a Service with session affinity and no endpoints is refused")
                        .given(world().with(sticky(web(), 10_800)))
                        .expect(refused(), asking("a1", "node-a"), QUESTIONS)
                        .expect(refused(), asking("client"), "tcp " + NODE_A + " 30045"),
                behaviour("session affinity and externalTrafficPolicy Local go together")
                        .given(onNodes(externallyLocal(sticky(web(), 10_800))))
                        .expect(answeredAlwaysByOneOf("a1", "a2"), asking("client", "b1"), "tcp " + NODE_A + " 30045")
                        .expect(answeredBy("b1").seeing(CLIENT), asking("client"), "tcp " + NODE_B + " 30045")
                        .expect(
                                answeredAlwaysByOneOf("a1", "a2", "b1"),
                                asking("a1", "node-a"),
                                "tcp " + NODE_A + " 30045"),
                behaviour("session affinity and internalTrafficPolicy Local go together")
                        .given(onNodes(internallyLocal(sticky(web(), 10_800))))
                        .expect(answeredAlwaysByOneOf("a1", "a2"), asking("a1", "a2", "node-a"), QUESTIONS[0])
                        .expect(answeredBy("b1"), asking("b1", "node-b"), QUESTIONS[0])
                        .given(world().with(internallyLocal(sticky(web(), 10_800)))
                                .with(Worlds.on("node-a", slice("web-4", "web", PORTS, A1))))
                        .expect(dropped(), asking("b1"), QUESTIONS[0]));
    }

    private static Worlds.Builder stickyOn(String... addresses) {
        return world().with(sticky(web(), 10_800))
                .with(slice("web-4", "web", PORTS, addresses), slice("web-6", "web", PORTS, A1_6, B1_6));
    }

    private static Worlds.Builder onNodes(ServiceBuilder service) {
        return world().with(service)
                .with(
                        Worlds.on("node-a", slice("web-4a", "web", PORTS, A1, A2)),
                        Worlds.on("node-b", slice("web-4b", "web", PORTS, B1)));
    }
}

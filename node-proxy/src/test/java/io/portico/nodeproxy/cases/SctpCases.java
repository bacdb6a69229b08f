package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.on;
import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.externallyLocal;
import static io.portico.nodeproxy.cases.CaseWorlds.sticky;
import static io.portico.nodeproxy.cases.Expected.answeredAlwaysByOneOf;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
import static io.portico.nodeproxy.cases.Expected.dropped;
import static io.portico.nodeproxy.cases.Expected.refused;
import static io.portico.nodeproxy.cases.PacketCase.asking;
import static io.portico.nodeproxy.cases.PacketCase.behaviour;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.A1_6;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.B1_6;
import static io.portico.nodeproxy.packets.Places.CLIENT;
import static io.portico.nodeproxy.packets.Places.NODE_A;
import static io.portico.nodeproxy.packets.Places.NODE_A6;
import static io.portico.nodeproxy.packets.Places.NODE_B;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.nodeproxy.Worlds;
import java.util.List;

/** What ports of protocol SCTP do. */
final class SctpCases {
    private static final List<String> TARGETS = List.of("diameter:3868/SCTP", "web:8080/TCP");
    private static final String[] CLUSTER_IPS = {"sctp 10.96.0.30 3868", "sctp fd96::1e 3868"};
    private static final String AT_A = "sctp " + NODE_A + " 30868";
    private static final String AT_A6 = "sctp " + NODE_A6 + " 30868";

    private SctpCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("SCTP reaches pods by ClusterIP, and pods keep their address")
                        .given(diameterOn(B1, B1_6))
                        .expect(answeredBy("b1"), asking("a1", "a2", "node-a", "node-b"), CLUSTER_IPS)
                        .expect(answeredBy("b1").seeing(A1), asking("a1"), CLUSTER_IPS[0])
                        .expect(answeredBy("b1").seeing(A1_6), asking("a1"), CLUSTER_IPS[1])
                        .expect(answeredBy("b1").seeing(NODE_A), asking("node-a"), CLUSTER_IPS[0]),
                behaviour("SCTP reaches pods by node port, under the node's address")
                        .given(diameterOn(B1, B1_6))
                        .expect(answeredBy("b1").seeing(NODE_A), asking("client", "a1", "node-a"), AT_A)
                        .expect(answeredBy("b1").seeing(NODE_A6), asking("client", "a1", "node-a"), AT_A6),
                behaviour("SCTP and TCP of one number are two ports")
                        .given(world().with(diameter())
                                .with(
                                        slice("diameter-4", "diameter", List.of("diameter:3868/SCTP"), A1),
                                        slice("diameter-5", "diameter", List.of("web:8080/TCP"), B1)))
                        .expect(answeredBy("a1"), asking("a2", "node-a"), "sctp 10.96.0.30 3868")
                        .expect(answeredBy("b1"), asking("a2", "node-a"), "tcp 10.96.0.30 3868")
                        .expect(refused(), asking("a2", "node-a"), "udp 10.96.0.30 3868", "sctp 10.96.0.30 3869"),
                behaviour("SCTP spreads over all endpoints, and without any is refused")
                        .given(diameterOn(A1, A1_6).with(slice("diameter-5", "diameter", TARGETS, B1)))
                        .expect(answeredBy("a1", "b1"), asking("a2", "node-a"), CLUSTER_IPS[0])
                        .given(world().with(diameter()))
                        .expect(refused(), asking("a1", "node-a"), CLUSTER_IPS)
                        .expect(refused(), asking("client", "a1"), AT_A),
                behaviour("SCTP follows externalTrafficPolicy Local and session affinity")
                        .given(onBothNodes(externallyLocal(diameter())))
                        .expect(answeredBy("a1").seeing(CLIENT), asking("client"), AT_A)
                        .expect(answeredBy("b1").seeing(CLIENT), asking("client"), "sctp " + NODE_B + " 30868")
                        .given(world().with(externallyLocal(diameter()))
                                .with(on("node-b", slice("diameter-4b", "diameter", TARGETS, B1))))
                        .expect(dropped(), asking("client"), AT_A)
                        .given(onBothNodes(sticky(diameter(), 10_800)))
                        .expect(answeredAlwaysByOneOf("a1", "b1"), asking("a2", "node-b"), CLUSTER_IPS[0]));
    }

    private static ServiceBuilder diameter() {
        return service("diameter", List.of("10.96.0.30", "fd96::1e"), "diameter:3868/SCTP:30868", "web:3868/TCP:30868");
    }

    private static Worlds.Builder diameterOn(String address, String address6) {
        return world().with(diameter())
                .with(
                        slice("diameter-4", "diameter", TARGETS, address),
                        slice("diameter-6", "diameter", TARGETS, address6));
    }

    private static Worlds.Builder onBothNodes(ServiceBuilder service) {
        return world().with(service)
                .with(
                        on("node-a", slice("diameter-4a", "diameter", TARGETS, A1)),
                        on("node-b", slice("diameter-4b", "diameter", TARGETS, B1)));
    }
}

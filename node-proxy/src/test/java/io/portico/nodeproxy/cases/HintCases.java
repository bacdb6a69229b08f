package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.forNode;
import static io.portico.nodeproxy.Worlds.forZone;
import static io.portico.nodeproxy.Worlds.on;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.ending;
import static io.portico.nodeproxy.cases.CaseWorlds.externallyLocal;
import static io.portico.nodeproxy.cases.CaseWorlds.internallyLocal;
import static io.portico.nodeproxy.cases.CaseWorlds.sticky;
import static io.portico.nodeproxy.cases.CaseWorlds.unready;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
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
import static io.portico.nodeproxy.packets.Places.NODE_B;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.nodeproxy.Worlds;
import java.util.List;

/** What the hints of endpoints do. */
final class HintCases {
    private static final String[] IN_CLUSTER = {"tcp 10.96.0.10 80", "udp 10.96.0.10 53"};
    private static final String[] IN_CLUSTER_6 = {"tcp fd96::a 80", "udp fd96::a 53"};
    private static final List<String> NEAR_A = List.of("a1", "a2", "node-a");
    private static final List<String> NEAR_B = List.of("b1", "node-b");

    private HintCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("hints for zones keep connections in the zone of the node that they come to")
                        .given(zones().with(web()).with(a("a"), b("b")))
                        .expect(answeredBy("a1", "a2"), NEAR_A, IN_CLUSTER)
                        .expect(answeredBy("b1"), NEAR_B, IN_CLUSTER)
                        .expect(answeredBy("a1", "a2"), asking("client", "b1"), "tcp " + NODE_A + " 30045")
                        .expect(answeredBy("b1"), asking("client", "a1"), "tcp " + NODE_B + " 30045"),
                behaviour("hints of one family say nothing about the other")
                        .given(zones().with(web())
                                .with(a("a"), b("b"))
                                .with(slice("web-6", "web", PORTS, A1_6, A2_6, B1_6)))
                        .expect(answeredBy("b1"), asking("b1"), IN_CLUSTER)
                        .expect(answeredBy("a1", "a2", "b1"), asking("b1", "node-a"), IN_CLUSTER_6)
                        .given(zones().with(web())
                                .with(a(""), b(""))
                                .with(forZone("a", slice("web-6a", "web", PORTS, A1_6)))
                                .with(forZone("b", slice("web-6b", "web", PORTS, B1_6))))
                        .expect(answeredBy("a1", "a2", "b1"), asking("b1"), IN_CLUSTER)
                        .expect(answeredBy("a1"), asking("a2", "node-a"), IN_CLUSTER_6)
                        .expect(answeredBy("a1"), asking("client"), "udp " + NODE_A6 + " 30053"),
                behaviour("an endpoint may be meant for several zones, and for another than its own")
                        .given(zones().with(web()).with(a("b"), forZone("a", b("b"))))
                        .expect(answeredBy("b1"), NEAR_A, IN_CLUSTER)
                        .expect(answeredBy("a1", "a2", "b1"), NEAR_B, IN_CLUSTER),
                behaviour(
                                "one ready endpoint without a hint makes connections go everywhere, one that is not ready does not")
                        .given(zones().with(web()).with(a("a"), b("")))
                        .expect(answeredBy("a1", "a2", "b1"), asking("a1", "b1"), IN_CLUSTER)
                        .given(zones().with(web()).with(a("a"), unready(b(""))))
                        .expect(answeredBy("a1", "a2"), asking("a1", "b1"), IN_CLUSTER)
                        .given(zones().with(web()).with(a("a"), slice("web-x", "web", PORTS, A1), ending(b(""))))
                        .expect(answeredBy("a1", "a2"), asking("a1", "b1"), IN_CLUSTER),
                behaviour("where no hint names the node's zone, or the node has none, connections go everywhere")
                        .given(zones().with(web()).with(a("a"), b("a")))
                        .expect(answeredBy("a1", "a2", "b1"), asking("b1", "node-b"), IN_CLUSTER)
                        .given(world().zone("node-a", "a").with(web()).with(a("a"), b("b")))
                        .expect(answeredBy("a1", "a2"), asking("a2"), IN_CLUSTER)
                        .expect(answeredBy("a1", "a2", "b1"), asking("b1", "node-b"), IN_CLUSTER),
                behaviour("hints follow a node that moves to another zone")
                        .given(zones().with(web()).with(a("a"), b("b")))
                        .expect(answeredBy("a1", "a2"), asking("a1"), IN_CLUSTER)
                        .given(zones().zone("node-a", "b").with(web()).with(a("a"), b("b")))
                        .expect(answeredBy("b1"), NEAR_A, IN_CLUSTER)
                        .given(world().with(web()).with(a("a"), b("b")))
                        .expect(answeredBy("a1", "a2", "b1"), asking("a1"), IN_CLUSTER),
                behaviour(
                                "hints for nodes come before those for zones, which are what is left when they cannot be followed")
                        .given(world().zone("node-a", "one")
                                .zone("node-b", "one")
                                .with(web())
                                .with(forNode("node-a", a("one")), forNode("node-c", b("one"))))
                        .expect(answeredBy("a1", "a2"), NEAR_A, IN_CLUSTER)
                        .expect(answeredBy("a1", "a2", "b1"), NEAR_B, IN_CLUSTER)
                        .given(zones().with(web()).with(forNode("node-b", a("a")), b("b")))
                        .expect(answeredBy("a1", "a2"), NEAR_A, IN_CLUSTER)
                        .expect(answeredBy("b1"), NEAR_B, IN_CLUSTER)
                        .given(world().with(web()).with(forNode("node-b", a("")), forNode("node-a", b(""))))
                        .expect(answeredBy("b1"), NEAR_A, IN_CLUSTER)
                        .expect(answeredBy("a1", "a2"), NEAR_B, IN_CLUSTER),
                behaviour("policies Local look at nodes, not at hints, and what they leave to all follows the hints")
                        .given(local(externallyLocal(web())))
                        .expect(answeredBy("a1", "a2"), asking("client", "b1"), "tcp " + NODE_A + " 30045")
                        .expect(answeredBy("b1"), asking("a1", "node-a"), "tcp " + NODE_A + " 30045")
                        .expect(answeredBy("b1"), asking("a1", "node-a"), IN_CLUSTER)
                        .given(local(internallyLocal(web())))
                        .expect(answeredBy("a1", "a2"), NEAR_A, IN_CLUSTER)
                        .expect(answeredBy("b1"), asking("client"), "tcp " + NODE_A + " 30045"),
                behaviour("where none is ready those that end but still serve answer whatever their hints")
                        .given(zones().with(web()).with(ending(a("a")), ending(b("b"))))
                        .expect(answeredBy("a1", "a2", "b1"), asking("a1", "b1"), IN_CLUSTER)
                        .given(zones().with(web()).with(ending(a("a")), b("b")))
                        .expect(answeredBy("b1"), asking("a1", "b1"), IN_CLUSTER),
                behaviour("a client keeps to an endpoint of its zone, and leaves one that is no longer meant for it")
                        .given(zones().with(sticky(web(), 60)).with(a("a"), b("b")))
                        .expect(answeredBy("b1"), NEAR_B, IN_CLUSTER)
                        .given(zones().with(sticky(web(), 60)).with(a("b"), b("a")))
                        .expect(answeredBy("b1"), NEAR_A, IN_CLUSTER)
                        .expect(Expected.answeredAlwaysByOneOf("a1", "a2"), asking("b1"), IN_CLUSTER[0]));
    }

    /** Each node in a zone of its own. */
    private static Worlds.Builder zones() {
        return world().zone("node-a", "a").zone("node-b", "b");
    }

    /** Each endpoint meant for the zone where it is not. */
    private static Worlds.Builder local(ServiceBuilder service) {
        return zones().with(service).with(a("b"), b("a"));
    }

    /** The endpoints of node-a, meant for that zone; for nobody in particular when it is empty. */
    private static EndpointSliceBuilder a(String zone) {
        return meant(zone, on("node-a", slice("web-4a", "web", PORTS, A1, A2)));
    }

    /** The one of node-b, likewise. */
    private static EndpointSliceBuilder b(String zone) {
        return meant(zone, on("node-b", slice("web-4b", "web", PORTS, B1)));
    }

    private static EndpointSliceBuilder meant(String zone, EndpointSliceBuilder slice) {
        return zone.isEmpty() ? slice : forZone(zone, slice);
    }
}

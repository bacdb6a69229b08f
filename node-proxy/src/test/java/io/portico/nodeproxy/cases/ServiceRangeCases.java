package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.CaseWorlds.webOn;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
import static io.portico.nodeproxy.cases.Expected.answeredByNobody;
import static io.portico.nodeproxy.cases.Expected.dropped;
import static io.portico.nodeproxy.cases.Expected.refused;
import static io.portico.nodeproxy.cases.PacketCase.asking;
import static io.portico.nodeproxy.cases.PacketCase.behaviour;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.B1_6;
import static io.portico.nodeproxy.packets.Places.NODE_A;

import io.portico.nodeproxy.Worlds;
import java.util.List;

/** What becomes of addresses in the ranges of ServiceCIDRs. */
final class ServiceRangeCases {
    private static final List<String> INSIDE = List.of("a1", "b1", "node-a", "node-b");

    private ServiceRangeCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("an address of a ServiceCIDR that no Service has is dropped")
                        .given(inRanges(webOn(B1, B1_6)))
                        .expect(dropped(), INSIDE, "tcp 10.96.0.99 80", "udp 10.96.3.4 53", "tcp fd96::99 80")
                        .expect(answeredByNobody(), INSIDE, "tcp 10.97.0.99 80"),
                behaviour(
                                "Services are served in the ranges of ServiceCIDRs as elsewhere, and their other ports refused")
                        .given(inRanges(webOn(B1, B1_6)))
                        .expect(answeredBy("b1"), INSIDE, "tcp 10.96.0.10 80", "udp fd96::a 53")
                        .expect(refused(), INSIDE, "tcp 10.96.0.10 81", "udp fd96::a 54")
                        .expect(answeredBy("b1"), asking("client", "a1"), "tcp " + NODE_A + " 30045")
                        .given(inRanges(world().with(web())))
                        .expect(refused(), INSIDE, "tcp 10.96.0.10 80", "udp fd96::a 53"),
                behaviour("the address of a deleted Service is dropped, and that of a new one is not")
                        .given(inRanges(webOn(B1, B1_6)))
                        .given(inRanges(world()))
                        .expect(dropped(), INSIDE, "tcp 10.96.0.10 80", "udp fd96::a 53")
                        .given(inRanges(webOn(B1, B1_6)))
                        .expect(answeredBy("b1"), INSIDE, "tcp 10.96.0.10 80", "udp fd96::a 53"),
                behaviour("ranges come and go, and one may lie in another")
                        .given(inRanges(world()).withServiceCidr("more", "10.96.0.0/24", "10.98.0.0/24"))
                        .expect(dropped(), asking("a1", "node-a"), "tcp 10.96.0.99 80", "tcp 10.98.0.99 80")
                        .given(world().withServiceCidr("more", "10.98.0.0/24"))
                        .expect(dropped(), asking("a1", "node-a"), "tcp 10.98.0.99 80")
                        .expect(answeredByNobody(), asking("a1", "node-a"), "tcp 10.96.0.99 80"));
    }

    private static Worlds.Builder inRanges(Worlds.Builder world) {
        return world.withServiceCidr("kubernetes", "10.96.0.0/16", "fd96::/112");
    }
}

package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.CaseWorlds.webOn;
import static io.portico.nodeproxy.cases.CaseWorlds.withLoadBalancer;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
import static io.portico.nodeproxy.cases.Expected.answeredByNobody;
import static io.portico.nodeproxy.cases.Expected.dropped;
import static io.portico.nodeproxy.cases.Expected.refused;
import static io.portico.nodeproxy.cases.PacketCase.asking;
import static io.portico.nodeproxy.cases.PacketCase.behaviour;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.A2;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.B1_6;
import static io.portico.nodeproxy.packets.Places.NODE_A;
import static io.portico.nodeproxy.packets.Places.NODE_A6;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;

/** What external and load balancer addresses do. */
final class ExternalAddressCases {
    private static final String EXTERNAL = "172.31.0.50";
    private static final String EXTERNAL6 = "2001:db8::50";

    private ExternalAddressCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("an external address answers pods and nodes, and only on the Service's ports")
                        .given(webOn(B1, B1_6).with(external()))
                        .expect(answeredBy("b1"), asking("a1", "b1", "node-a"), "tcp " + EXTERNAL + " 80")
                        .expect(answeredBy("b1"), asking("a1", "b1", "node-a"), "udp " + EXTERNAL6 + " 53")
                        .expect(answeredByNobody(), asking("a1"), "tcp " + EXTERNAL + " 81"),
                behaviour("who asks an external address has the node's address for the pod")
                        .given(webOn(B1, B1_6).with(external()))
                        .expect(answeredBy("b1").seeing(NODE_A), asking("a1", "node-a"), "tcp " + EXTERNAL + " 80")
                        .expect(answeredBy("b1").seeing(NODE_A6), asking("a1", "node-a"), "udp " + EXTERNAL6 + " 53"),
                behaviour("an external address spreads over all endpoints, and without any is refused")
                        .given(world().with(external()).with(slice("web-4", "web", PORTS, A1, A2, B1)))
                        .expect(answeredBy("a1", "a2", "b1"), asking("a1"), "tcp " + EXTERNAL + " 80")
                        .given(world().with(external()))
                        .expect(refused(), asking("a1"), "tcp " + EXTERNAL + " 80", "udp " + EXTERNAL6 + " 53"),
                behaviour("an address of the node that a load balancer has been given answers everybody")
                        .given(webOn(B1, B1_6).with(withLoadBalancer(web(), NODE_A, NODE_A6)))
                        .expect(answeredBy("b1"), everybody(), "tcp " + NODE_A + " 80", "udp " + NODE_A6 + " 53")
                        .expect(answeredBy("node-a"), asking("client"), "tcp " + NODE_A + " 9090"),
                behaviour("an address that the load balancer itself answers for is left alone")
                        .given(webOn(B1, B1_6)
                                .with(web().withNewStatus()
                                        .withNewLoadBalancer()
                                        .addNewIngress()
                                        .withIp(NODE_A)
                                        .withIpMode("Proxy")
                                        .endIngress()
                                        .endLoadBalancer()
                                        .endStatus()))
                        .expect(refused(), everybody(), "tcp " + NODE_A + " 80"),
                behaviour("source ranges guard a load balancer's addresses and nothing else")
                        .given(webOn(B1, B1_6)
                                .with(withLoadBalancer(external(), NODE_A, NODE_A6)
                                        .editSpec()
                                        .withLoadBalancerSourceRanges(
                                                "172.31.0.0/25",
                                                "172.31.0.100/32",
                                                "10.244.1.3/32",
                                                "fd31::/64",
                                                "fd44:2::/64")
                                        .endSpec()))
                        .expect(answeredBy("b1"), asking("client", "node-b", "a2"), "tcp " + NODE_A + " 80")
                        .expect(answeredBy("b1"), asking("client", "node-b", "b1"), "udp " + NODE_A6 + " 53")
                        .expect(dropped(), asking("a1", "b1"), "tcp " + NODE_A + " 80", "udp " + NODE_A + " 53")
                        .expect(dropped(), asking("a1"), "tcp " + NODE_A6 + " 80")
                        .expect(answeredBy("b1"), asking("a1", "b1"), "tcp 10.96.0.10 80", "tcp " + EXTERNAL + " 80")
                        .expect(answeredBy("b1"), asking("a1", "b1"), "tcp " + NODE_A + " 30045"),
                behaviour("a Service may be reached by ranges of one family only")
                        .given(webOn(B1, B1_6)
                                .with(withLoadBalancer(web(), NODE_A, NODE_A6)
                                        .editSpec()
                                        .withLoadBalancerSourceRanges("172.31.0.100/32")
                                        .endSpec()))
                        .expect(answeredBy("b1"), asking("client"), "tcp " + NODE_A + " 80")
                        .expect(dropped(), asking("client"), "tcp " + NODE_A6 + " 80"));
    }

    private static List<String> everybody() {
        return List.of("client", "a1", "b1", "node-a", "node-b");
    }

    private static ServiceBuilder external() {
        return web().editSpec().withExternalIPs(EXTERNAL, EXTERNAL6).endSpec();
    }
}

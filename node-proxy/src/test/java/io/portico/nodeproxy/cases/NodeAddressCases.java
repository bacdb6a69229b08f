package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.on;
import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.externallyLocal;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
import static io.portico.nodeproxy.cases.Expected.dropped;
import static io.portico.nodeproxy.cases.Expected.refused;
import static io.portico.nodeproxy.cases.PacketCase.asking;
import static io.portico.nodeproxy.cases.PacketCase.behaviour;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.B1_6;
import static io.portico.nodeproxy.packets.Places.CLIENT;
import static io.portico.nodeproxy.packets.Places.NODE_A;
import static io.portico.nodeproxy.packets.Places.NODE_A6;
import static io.portico.nodeproxy.packets.Places.NODE_B;
import static io.portico.nodeproxy.packets.Places.NODE_B6;

import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.nodeproxy.Worlds;
import java.util.List;
import java.util.stream.Stream;

/** What the nodes' own addresses do that endpoints-controller has lent to a Service. */
final class NodeAddressCases {
    private static final List<String> NODES = List.of(NODE_A, NODE_B, NODE_A6, NODE_B6);
    private static final List<String> EVERYWHERE = List.of("client", "a1", "b1", "node-a", "node-b");

    private NodeAddressCases() {}

    static List<PacketCase> cases() {
        return List.of(
                behaviour("each lent address answers the client, pods and nodes without any node port")
                        .given(onB1(web(NODES)))
                        .expect(answeredBy("b1"), EVERYWHERE, at(80, 53, NODES)),
                behaviour("all other ports of a lent address stay with the node, and so does its loopback")
                        .given(onB1(web(NODES)))
                        .expect(answeredBy("node-a"), EVERYWHERE, "tcp " + NODE_A + " 9090")
                        .expect(answeredBy("node-b"), EVERYWHERE, "tcp " + NODE_B6 + " 9090")
                        .expect(refused(), EVERYWHERE, "tcp " + NODE_A + " 53")
                        .expect(refused(), asking("node-a"), "tcp 127.0.0.1 80"),
                behaviour("an address that is given back is the node's again")
                        .given(onB1(web(List.of(NODE_A, NODE_B), "web:9090/TCP")))
                        .expect(answeredBy("b1"), asking("client"), "tcp " + NODE_A + " 9090")
                        .given(onB1(web(List.of(NODE_B), "web:9090/TCP")))
                        .expect(answeredBy("node-a"), asking("client"), "tcp " + NODE_A + " 9090")
                        .expect(answeredBy("b1"), asking("client"), "tcp " + NODE_B + " 9090"),
                behaviour("a lent address of a Service without endpoints refuses at once")
                        .given(world().with(web(NODES)))
                        .expect(refused(), EVERYWHERE, at(80, 53, NODES)),
                behaviour("source ranges guard the lent addresses and nothing else of the nodes")
                        .given(onB1(web(NODES)
                                .editSpec()
                                .withLoadBalancerSourceRanges("172.31.0.100/32", "172.31.0.11/32", "fd31::64/128")
                                .endSpec()))
                        .expect(answeredBy("b1"), asking("client"), at(80, 53, NODES))
                        .expect(dropped(), asking("a1", "b1", "node-b"), "tcp " + NODE_A + " 80")
                        .expect(dropped(), asking("b1"), "tcp " + NODE_B6 + " 80", "udp " + NODE_A + " 53")
                        .expect(answeredBy("b1"), asking("node-a"), "tcp " + NODE_A + " 80")
                        .expect(answeredBy("node-a"), asking("b1"), "tcp " + NODE_A + " 9090")
                        .expect(answeredBy("b1"), asking("a1"), "tcp 10.96.0.10 80"),
                behaviour(
                                "with externalTrafficPolicy Local a lent address answers by its node's pod, who sees the client")
                        .given(world().with(externallyLocal(web(List.of(NODE_A, NODE_B))))
                                .with(
                                        on("node-a", slice("web-4a", "web", PORTS, A1)),
                                        on("node-b", slice("web-4b", "web", PORTS, B1))))
                        .expect(answeredBy("a1").seeing(CLIENT), asking("client"), at(80, 53, List.of(NODE_A)))
                        .expect(answeredBy("b1").seeing(CLIENT), asking("client"), at(80, 53, List.of(NODE_B)))
                        .expect(answeredBy("a1", "b1"), asking("node-a"), "tcp " + NODE_A + " 80"));
    }

    private static String[] at(int tcp, int udp, List<String> addresses) {
        return addresses.stream()
                .flatMap(address -> Stream.of("tcp " + address + " " + tcp, "udp " + address + " " + udp))
                .toArray(String[]::new);
    }

    private static Worlds.Builder onB1(ServiceBuilder service) {
        return world().with(service).with(slice("web-4", "web", PORTS, B1), slice("web-6", "web", PORTS, B1_6));
    }

    private static ServiceBuilder web(List<String> addresses) {
        return web(addresses, "web:80/TCP", "dns:53/UDP");
    }

    private static ServiceBuilder web(List<String> addresses, String... ports) {
        return service("web", List.of("10.96.0.10", "fd96::a"), ports)
                .editSpec()
                .withType("LoadBalancer")
                .withLoadBalancerClass("portico.io/node")
                .withAllocateLoadBalancerNodePorts(false)
                .endSpec()
                .withNewStatus()
                .withNewLoadBalancer()
                .withIngress(addresses.stream()
                        .map(ip -> new LoadBalancerIngressBuilder()
                                .withIp(ip)
                                .withIpMode("VIP")
                                .build())
                        .toList())
                .endLoadBalancer()
                .endStatus();
    }
}

package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.forZone;
import static io.portico.nodeproxy.Worlds.on;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.PORTS;
import static io.portico.nodeproxy.cases.CaseWorlds.conditions;
import static io.portico.nodeproxy.cases.CaseWorlds.ending;
import static io.portico.nodeproxy.cases.CaseWorlds.externallyLocal;
import static io.portico.nodeproxy.cases.CaseWorlds.internallyLocal;
import static io.portico.nodeproxy.cases.CaseWorlds.unready;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.cases.Expected.answeredBy;
import static io.portico.nodeproxy.cases.Expected.dropped;
import static io.portico.nodeproxy.cases.Expected.refused;
import static io.portico.nodeproxy.cases.PacketCase.asking;
import static io.portico.nodeproxy.cases.PacketCase.behaviour;
import static io.portico.nodeproxy.packets.Places.A1;
import static io.portico.nodeproxy.packets.Places.B1;
import static io.portico.nodeproxy.packets.Places.NODE_A;
import static io.portico.nodeproxy.packets.Places.NODE_B;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.nodeproxy.Worlds;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What becomes of an address that is a new pod's while the old pod still terminates. */
final class ReusedAddressCases {
    private static final String CLUSTER_IP = "tcp 10.96.0.10 80";
    private static final String[] AT_A = {"tcp " + NODE_A + " 30045", "udp " + NODE_A + " 30053"};
    private static final String[] AT_B = {"tcp " + NODE_B + " 30045", "udp " + NODE_B + " 30053"};

    private ReusedAddressCases() {}

    /** How the two entries come. */
    private enum Order {
        ONE_SLICE_THE_OLD_POD_FIRST("web-1", "web-1"),
        ONE_SLICE_THE_NEW_POD_FIRST("web-1", "web-1"),
        TWO_SLICES("web-1", "web-2"),
        TWO_SLICES_THE_OTHER_WAY_ROUND("web-2", "web-1");

        private final String oldSlice;
        private final String newSlice;

        Order(String oldSlice, String newSlice) {
            this.oldSlice = oldSlice;
            this.newSlice = newSlice;
        }
    }

    static List<PacketCase> cases() {
        return Stream.of(Order.values()).map(ReusedAddressCases::in).toList();
    }

    private static PacketCase in(Order order) {
        var dead = conditions(old(order), false, false, true);
        var published = conditions(old(order), true, true, true);
        return behaviour("an address that a new pod has from one that terminates is the new pod's: "
                        + order.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .given(of(order, externallyLocal(web()), dead, now(order)))
                .expect(answeredBy("a1"), asking("client"), AT_A)
                .expect(dropped(), asking("client"), AT_B)
                .given(of(order, internallyLocal(web()), dead, now(order)))
                .expect(answeredBy("a1"), asking("a1", "a2", "node-a"), CLUSTER_IP)
                .expect(dropped(), asking("b1", "node-b"), CLUSTER_IP)
                // What the old pod was meant for says nothing of the new one, and the reverse.
                .given(of(order, web(), forZone("west", conditions(old(order), false, false, true)), now(order))
                        .zone("node-a", "east"))
                .expect(answeredBy("a1"), asking("a2", "client"), AT_A[0])
                .given(of(order, web(), forZone("east", published), forZone("west", now(order)))
                        .with(forZone("east", on("node-b", slice("web-3", "web", PORTS, B1))))
                        .zone("node-a", "east"))
                .expect(answeredBy("b1"), asking("a1", "a2"), CLUSTER_IP)
                // By the word of the old pod alone it would be served, and the old pod is there no more.
                .given(of(order, web(), ending(old(order)), unready(now(order))))
                .expect(refused(), asking("a2", "client"), AT_A[0]);
    }

    private static Worlds.Builder of(
            Order order, ServiceBuilder service, EndpointSliceBuilder old, EndpointSliceBuilder now) {
        var world = world().with(service);
        return switch (order) {
            case ONE_SLICE_THE_OLD_POD_FIRST -> world.with(joined(old, now));
            case ONE_SLICE_THE_NEW_POD_FIRST -> world.with(joined(now, old));
            case TWO_SLICES, TWO_SLICES_THE_OTHER_WAY_ROUND -> world.with(old, now);
        };
    }

    private static EndpointSliceBuilder joined(EndpointSliceBuilder first, EndpointSliceBuilder second) {
        return first.withEndpoints(Stream.concat(first.buildEndpoints().stream(), second.buildEndpoints().stream())
                .toList());
    }

    private static EndpointSliceBuilder old(Order order) {
        return on("node-b", slice(order.oldSlice, "web", PORTS, A1));
    }

    private static EndpointSliceBuilder now(Order order) {
        return on("node-a", slice(order.newSlice, "web", PORTS, A1));
    }
}

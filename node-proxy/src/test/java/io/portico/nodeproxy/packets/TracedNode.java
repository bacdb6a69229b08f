package io.portico.nodeproxy.packets;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.apply.Conntrack;
import io.portico.nodeproxy.apply.NodeRules;
import io.portico.nodeproxy.apply.RulesMetrics;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.model.ProxyState;
import io.portico.nodeproxy.model.World;
import io.portico.nodeproxy.nft.FakeNft;
import io.portico.nodeproxy.nft.Family;
import io.portico.nodeproxy.nft.NftException;
import io.portico.nodeproxy.nft.Outcome;
import io.portico.nodeproxy.nft.Packet;
import io.portico.nodeproxy.nft.PacketTracer;
import io.portico.nodeproxy.nft.Table;
import io.portico.nodeproxy.packets.Places.Place;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One node of a {@link TracedCluster}: its tables, which came about change by change, and what they learned. */
final class TracedNode {
    private static final int MARK = 0x4000;

    private final Place place;
    private final FakeNft kernel = new FakeNft();
    private final NodeRules rules;
    private final Map<Family, Table> tables = new EnumMap<>(Family.class);
    private final Map<Family, Map<String, Set<String>>> learned = new EnumMap<>(Family.class);
    private ProxyState state = ProxyState.EMPTY;

    TracedNode(Place place) {
        this.place = place;
        var noConntrack = new Conntrack(new CommandRunner(List.of("true"), Duration.ofSeconds(20)));
        this.rules = new NodeRules(
                kernel, noConntrack, MARK, new RulesMetrics(new SimpleMeterRegistry(), Clock.systemUTC()));
    }

    /** Changes the tables as the proxy would, by transactions from what is there. */
    void apply(World world) {
        try {
            state = ProxyState.of(world, state);
            rules.apply(state);
        } catch (NftException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        for (var family : Family.values()) {
            var table = kernel.table(family, "portico");
            tables.put(family, table);
            learned.computeIfAbsent(family, _ -> new HashMap<>())
                    .keySet()
                    .retainAll(table.sets().keySet());
        }
    }

    /** What its tables may do with a packet to that place; {@code fromNode}: which the node itself sends. */
    Set<Outcome> trace(boolean fromNode, String source, Probe probe) {
        var family = familyOf(probe.address());
        var packet = new Packet(
                fromNode,
                source,
                probe.address(),
                probe.protocol(),
                probe.port(),
                Set.copyOf(addressesLike(probe.address())));
        return new PacketTracer(tables.get(family), learned.get(family)).trace(packet);
    }

    /** That outcome came about. */
    void learn(Set<String> sets, String source) {
        var ofFamily = learned.get(familyOf(source));
        sets.forEach(set -> ofFamily.computeIfAbsent(set, _ -> new HashSet<>()).add(source));
    }

    Place place() {
        return place;
    }

    /** Its own addresses of the other address' family. */
    Set<String> addressesLike(String other) {
        return Set.of(place.addressLike(other), place.gatewayLike(other), other.contains(":") ? "::1" : "127.0.0.1");
    }

    /** The address that a packet of its own gets on the way there. */
    String sourceTo(String destination) {
        if (addressesLike(destination).contains(destination)) {
            return destination;
        }
        var podHere = Places.at(destination).filter(p -> p.isPod() && p.node().equals(place.name()));
        return podHere.isPresent() ? place.gatewayLike(destination) : place.addressLike(destination);
    }

    private static Family familyOf(String address) {
        return address.contains(":") ? Family.IP6 : Family.IP;
    }
}

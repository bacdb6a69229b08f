package io.portico.nodeproxy.packets;

import static io.portico.nodeproxy.model.explain.Outcome.DROPPED;
import static io.portico.nodeproxy.model.explain.Outcome.FORWARDED;
import static io.portico.nodeproxy.model.explain.Outcome.NOT_FOR_A_SERVICE;
import static io.portico.nodeproxy.model.explain.Outcome.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.apply.Conntrack;
import io.portico.nodeproxy.apply.NodeRules;
import io.portico.nodeproxy.apply.RulesMetrics;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.InForce;
import io.portico.nodeproxy.model.explain.Origin;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.net.LocalPods;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.nft.FakeNft;
import io.portico.nodeproxy.nft.Outcome;
import io.portico.nodeproxy.nft.Packet;
import io.portico.nodeproxy.nft.PacketTracer;
import io.portico.nodeproxy.nft.Table;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.nodeproxy.packets.Places.Place;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One node of a {@link TracedCluster}: its tables, which came about change by change, and what they learned. */
final class TracedNode {
    private final Place place;
    private final FakeNft kernel = new FakeNft();
    private NodeRules rules;
    private RuleSettings settings = RuleSettings.DEFAULT;
    private final Map<Family, Table> tables = new EnumMap<>(Family.class);
    private final Map<Family, Map<String, Set<String>>> learned = new EnumMap<>(Family.class);
    private ProxyState state = ProxyState.EMPTY;
    private World world = World.of("");

    TracedNode(Place place) {
        this.place = place;
        this.rules = rulesBy(settings);
    }

    /** Another proxy takes over, if those are other settings. */
    void settings(RuleSettings wanted) {
        if (!wanted.equals(settings)) {
            settings = wanted;
            rules = rulesBy(settings);
            state = ProxyState.EMPTY;
        }
    }

    private NodeRules rulesBy(RuleSettings by) {
        var noConntrack = new Conntrack(new CommandRunner(List.of("true"), Duration.ofSeconds(20)));
        return new NodeRules(kernel, noConntrack, by, new RulesMetrics(new SimpleMeterRegistry(), Clock.systemUTC()));
    }

    /** Changes the tables as the proxy would, by transactions from what is there. */
    void apply(World now) {
        try {
            world = now;
            state = ProxyState.of(world, state);
            rules.apply(state);
            // What it took over from another proxy goes, as it would at the next check.
            assertThat(rules.wereFlushed()).isFalse();
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

    /**
     * What its tables may do with a packet to that place.
     *
     * @param link that it comes in by; empty when the node itself sends it
     */
    Set<Outcome> trace(String link, String source, Probe probe) {
        var family = familyOf(probe.address());
        var packet = new Packet(
                link,
                source,
                probe.address(),
                probe.protocol(),
                probe.port(),
                Set.copyOf(addressesLike(probe.address())));
        var outcomes = new PacketTracer(tables.get(family), learned.get(family)).trace(packet);
        assertExplained(link, source, probe, outcomes);
        return outcomes;
    }

    /** What an operator is told of that packet must be what becomes of it. */
    private void assertExplained(String link, String source, Probe probe, Set<Outcome> outcomes) {
        var question = Question.parse(probe.address(), String.valueOf(probe.port()), probe.protocol(), source);
        var own = addressesLike(probe.address()).stream()
                .map(text -> Address.parse(text).orElseThrow())
                .collect(Collectors.toSet());
        var explanation = Explanation.byRules(
                question,
                world,
                state,
                InForce.of(tables.get(familyOf(probe.address())), state.ports()),
                settings.localPods(),
                own);
        var findings = explanation.findings();
        // An address does not say by which interface it comes: then both are answered.
        var either = findings.get(isPodLink(link) ? Origin.POD : Origin.OUTSIDE);
        var finding = findings.size() == 1 || either == null
                ? findings.values().iterator().next()
                : either;
        for (var outcome : outcomes) {
            switch (outcome) {
                case Outcome.Untouched _ ->
                    assertThat(finding.outcome()).as("%s", explanation).isEqualTo(NOT_FOR_A_SERVICE);
                case Outcome.Refused _ ->
                    assertThat(finding.outcome()).as("%s", explanation).isEqualTo(REFUSED);
                case Outcome.Dropped _ ->
                    assertThat(finding.outcome()).as("%s", explanation).isEqualTo(DROPPED);
                case Outcome.Redirected redirected -> {
                    assertThat(finding.outcome()).as("%s", explanation).isEqualTo(FORWARDED);
                    assertThat(finding.answering())
                            .as("%s", explanation)
                            .contains(new Endpoint(
                                    Address.parse(redirected.address()).orElseThrow(), redirected.port()));
                }
            }
        }
    }

    private boolean isPodLink(String link) {
        return settings.localPods() instanceof LocalPods.ByInterface(var pattern)
                && (pattern.endsWith("*")
                        ? link.startsWith(pattern.substring(0, pattern.length() - 1))
                        : link.equals(pattern));
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
        return address.contains(":") ? Family.IPV6 : Family.IPV4;
    }
}

package io.portico.nodeproxy.cases;

import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.packets.Packets;
import io.portico.nodeproxy.packets.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A behaviour in words, and what proves it: worlds, and after each what becomes of probes.
 *
 * <pre>
 * behaviour("a Service without endpoints is refused")
 *         .given(world().with(web()))
 *         .expect(refused(), asking("a1", "node-a"), "tcp 10.96.0.10 80", "udp fd96::a 53")
 * </pre>
 */
public final class PacketCase {
    private final String behaviour;
    private final List<Step> steps = new ArrayList<>();

    private sealed interface Step {}

    private record WithSettings(RuleSettings settings) implements Step {}

    private record Given(Worlds.Builder world) implements Step {}

    private record Expect(Expected expected, List<Probe> probes) implements Step {}

    private PacketCase(String behaviour) {
        this.behaviour = behaviour;
    }

    /** Starts one. */
    static PacketCase behaviour(String inWords) {
        return new PacketCase(inWords);
    }

    /** All there are. */
    static Stream<PacketCase> all() {
        return Stream.of(
                        ClusterIpCases.cases(),
                        ServiceRangeCases.cases(),
                        NodePortCases.cases(),
                        NodePortAddressCases.cases(),
                        ExternalAddressCases.cases(),
                        PolicyCases.cases(),
                        ReusedAddressCases.cases(),
                        HintCases.cases(),
                        LocalPodsCases.cases(),
                        NodeAddressCases.cases(),
                        AffinityCases.cases())
                .flatMap(List::stream);
    }

    static List<String> asking(String... names) {
        return List.of(names);
    }

    /** Both nodes have proxies of those settings, from the next world on. */
    PacketCase by(RuleSettings settings) {
        steps.add(new WithSettings(settings));
        return this;
    }

    /** Both nodes see that world now. */
    PacketCase given(Worlds.Builder world) {
        steps.add(new Given(world));
        return this;
    }

    /** What then comes of those questions, whoever of them asks. */
    PacketCase expect(Expected expected, List<String> from, String... questions) {
        var probes = new ArrayList<Probe>();
        for (var question : questions) {
            from.forEach(name -> probes.add(Probe.of(name, question)));
        }
        steps.add(new Expect(expected, probes));
        return this;
    }

    /** Plays it, after whatever was played before. */
    void play(Packets packets) {
        packets.clear();
        for (var step : steps) {
            switch (step) {
                case WithSettings(var settings) -> packets.settings(settings);
                case Given(var world) -> packets.apply(world);
                case Expect(var expected, var probes) ->
                    packets.answers(probes, expected.times(), expected.patience())
                            .forEach((probe, answers) -> expected.check(behaviour + ": " + probe, answers));
            }
        }
    }

    /** The behaviour. */
    @Override
    public String toString() {
        return behaviour;
    }
}

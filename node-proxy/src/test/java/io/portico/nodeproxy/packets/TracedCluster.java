package io.portico.nodeproxy.packets;

import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.nft.Outcome;
import io.portico.nodeproxy.packets.Places.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The network of {@link TestCluster} in thought: where {@link io.portico.nodeproxy.nft.PacketTracer} says where a
 * node's tables send a packet, this knows who is there, and whether another node comes first.
 */
public final class TracedCluster implements Packets {
    private final Map<String, TracedNode> nodes = new LinkedHashMap<>();
    private final Random random = new Random(1);

    /** One thing that may come of a probe, and the sets that learn of it on the way. */
    private record Ending(Answer answer, List<Lesson> lessons) {}

    private record Lesson(TracedNode node, Set<String> sets, String source) {}

    /** Nothing is forwarded yet. */
    public TracedCluster() {
        Places.NODES.forEach(name -> nodes.put(name, new TracedNode(Places.place(name))));
    }

    @Override
    public void apply(Worlds.Builder world) {
        nodes.forEach((name, node) ->
                node.apply(world.withIfAbsent(Places.nodeObject(name)).on(name)));
    }

    @Override
    public void settings(RuleSettings settings) {
        nodes.values().forEach(node -> node.settings(settings));
    }

    @Override
    public Map<Probe, Set<Answer>> answers(Collection<Probe> probes, int times, Duration patience) {
        var answers = new LinkedHashMap<Probe, Set<Answer>>();
        for (var probe : probes) {
            answers.put(probe, answers(probe, times));
        }
        return answers;
    }

    /** All possible ones; where the rules learn, those of so many probes of which each taught them something. */
    private Set<Answer> answers(Probe probe, int times) {
        var answers = new HashSet<Answer>();
        for (var i = 0; i < times; i++) {
            var endings = List.copyOf(endings(probe));
            if (endings.stream().allMatch(ending -> ending.lessons.isEmpty())) {
                endings.forEach(ending -> answers.add(ending.answer));
                return answers;
            }
            var chosen = endings.get(random.nextInt(endings.size()));
            chosen.lessons.forEach(lesson -> lesson.node.learn(lesson.sets, lesson.source));
            answers.add(chosen.answer);
        }
        return answers;
    }

    private Set<Ending> endings(Probe probe) {
        var from = Places.place(probe.from());
        if (from.isNode()) {
            var node = nodes.get(from.name());
            return at(node, "", node.sourceTo(probe.address()), probe);
        }
        if (from.isPod()) {
            return at(nodes.get(from.node()), from.link(), from.addressLike(probe.address()), probe);
        }
        // The client is on the nodes' link and has no other route.
        return towards(probe, from.addressLike(probe.address()));
    }

    /** Of a packet that comes to a node or begins there. */
    private Set<Ending> at(TracedNode node, String link, String source, Probe packet) {
        var endings = new HashSet<Ending>();
        for (var outcome : node.trace(link, source, packet)) {
            switch (outcome) {
                case Outcome.Refused _ -> endings.add(new Ending(new Answer.Refused(), List.of()));
                case Outcome.Dropped _ -> endings.add(new Ending(new Answer.Silence(), List.of()));
                case Outcome.Untouched _ -> endings.addAll(beyond(node, source, packet));
                case Outcome.Redirected(var address, var port, var masqueraded, var learned) -> {
                    var redirected = new Probe(packet.from(), packet.protocol(), address, port);
                    var seen = masqueraded ? node.sourceTo(address) : source;
                    for (var ending : beyond(node, seen, redirected)) {
                        var lessons = new ArrayList<>(ending.lessons);
                        if (!learned.isEmpty()) {
                            lessons.add(new Lesson(node, learned, source));
                        }
                        endings.add(new Ending(ending.answer, lessons));
                    }
                }
            }
        }
        return endings;
    }

    /** Of a packet that has passed a node's tables. */
    private Set<Ending> beyond(TracedNode node, String source, Probe packet) {
        if (node.addressesLike(packet.address()).contains(packet.address())) {
            return Set.of(new Ending(served(node.place(), source, packet), List.of()));
        }
        var pod = Places.at(packet.address()).filter(Place::isPod);
        if (pod.isPresent() && !pod.get().node().equals(node.place().name())) {
            return at(nodes.get(pod.get().node()), Places.UPLINK, source, packet);
        }
        return pod.isPresent()
                ? Set.of(new Ending(served(pod.get(), source, packet), List.of()))
                : towards(packet, source);
    }

    /** Of a packet on the nodes' link. */
    private Set<Ending> towards(Probe packet, String source) {
        var there = Places.at(packet.address()).filter(Place::isNode);
        return there.isPresent()
                ? at(nodes.get(there.get().name()), Places.UPLINK, source, packet)
                : Set.of(new Ending(new Answer.NoWay(), List.of()));
    }

    private static Answer served(Place place, String source, Probe packet) {
        return place.served().contains(packet.port() + "/" + packet.protocol())
                ? new Answer.By(place.name(), source)
                : new Answer.Refused();
    }
}

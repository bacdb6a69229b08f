package io.portico.nodeproxy.histories;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.histories.Oracle.Judgement;
import io.portico.nodeproxy.histories.Oracle.StickyPort;
import io.portico.nodeproxy.packets.Answer;
import io.portico.nodeproxy.packets.Packets;
import io.portico.nodeproxy.packets.Places;
import io.portico.nodeproxy.packets.Probe;
import io.portico.nodeproxy.packets.TracedCluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One history: a few Services that change, and probes after each change. */
final class PacketHistory {
    private static final int PROBES = 150;

    private final long seed;
    private final Random random;
    private final Packets kernel;
    private final Packets thought = new TracedCluster();
    private final List<RandomService> services = new ArrayList<>();
    private final Map<StickyPort, Known> known = new HashMap<>();
    private final Map<String, String> zones = new HashMap<>();

    /**
     * Who has answered a client.
     *
     * @param surely since the Service last changed in any way
     * @param perhaps before that: whether an endpoint that was gone meanwhile is forgotten is not followed here
     */
    private record Known(Set<String> surely, Set<String> perhaps) {
        void doubt() {
            perhaps.addAll(surely);
            surely.clear();
        }
    }

    PacketHistory(long seed, Packets kernel) {
        this.seed = seed;
        this.random = new Random(seed);
        this.kernel = kernel;
        for (var number = 0; number < 4; number++) {
            services.add(new RandomService(number, random));
        }
    }

    void play(int steps) {
        for (var step = 0; step < steps; step++) {
            var changed = services.get(random.nextInt(services.size()));
            var moved = random.nextInt(4) == 0;
            if (moved) {
                move(Places.NODES.get(random.nextInt(Places.NODES.size())));
            }
            var what = "seed " + seed + ", step " + step + ": " + changed.change() + ", zones " + zones;
            var world = Worlds.world();
            zones.forEach(world::zone);
            services.forEach(service -> {
                service.service().ifPresent(world::with);
                service.slices().forEach(world::with);
            });
            kernel.apply(world);
            thought.apply(world);
            known.forEach((port, of) -> {
                if (moved || port.service().equals(changed.name())) {
                    of.doubt();
                }
            });
            var now = services.stream().flatMap(s -> s.service().stream()).toList();
            var slices = services.stream().flatMap(s -> s.slices().stream()).toList();
            ask(what, new Oracle(now, slices, zones), probes(now));
        }
    }

    /** To another zone, or to none. */
    private void move(String node) {
        var zone = random.nextInt(3);
        if (zone == 0) {
            zones.remove(node);
        } else {
            zones.put(node, RandomService.ZONES.get(zone - 1));
        }
    }

    private void ask(String what, Oracle oracle, List<Probe> probes) {
        var judgements = new HashMap<Probe, Judgement>();
        var loud = new ArrayList<Probe>();
        var quiet = new ArrayList<Probe>();
        var sticky = new HashSet<StickyPort>();
        for (var probe : probes) {
            var judgement = oracle.judge(probe);
            // Two first connections of one client at the same moment may well part.
            if (judgement.sticky().map(sticky::add).orElse(true)) {
                judgements.put(probe, judgement);
                var heard = judgement.answers().stream()
                        .noneMatch(a -> a instanceof Answer.Silence || a instanceof Answer.NoWay);
                (heard ? loud : quiet).add(probe);
            }
        }
        var answers = new HashMap<>(kernel.answers(quiet, 1, Packets.SHORT));
        answers.putAll(kernel.answers(loud, 2, Packets.LONG));
        answers.forEach((probe, got) -> {
            var judgement = judgements.get(probe);
            var traced = thought.answers(probe, 1, Packets.LONG);
            check(what + ", " + probe + " in the kernel", judgement, got);
            check(what + ", " + probe + " in thought", judgement, traced);
            if (judgement.sticky().isPresent()) {
                checkSticky(what + ", " + probe + " again", judgement.sticky().get(), judgement.answers(), got);
            } else {
                assertThat(traced).as(what + ", " + probe + " in thought").isEqualTo(judgement.answers());
            }
        });
    }

    /** A client may know several, as one who is outside may not be given the one that he is given inside. */
    private void checkSticky(String what, StickyPort port, Set<Answer> may, Set<Answer> got) {
        var who = names(got);
        assertThat(who).as(what).hasSize(1);
        var before = known.computeIfAbsent(port, _ -> new Known(new HashSet<>(), new HashSet<>()));
        if (before.surely.stream().anyMatch(names(may)::contains)) {
            var expected = new HashSet<>(before.surely);
            expected.addAll(before.perhaps);
            assertThat(who).as(what).isSubsetOf(expected);
        }
        before.surely.addAll(who);
    }

    private static Set<String> names(Set<Answer> answers) {
        var names = new HashSet<String>();
        answers.forEach(answer -> names.add(answer instanceof Answer.By(var name, var _) ? name : answer.toString()));
        return names;
    }

    private static void check(String what, Judgement judgement, Set<Answer> got) {
        var may = new HashSet<>(judgement.answers());
        if (may.contains(new Answer.NoWay())) {
            assertThat(got).as(what).noneMatch(Answer.By.class::isInstance);
            return;
        }
        if (may.contains(new Answer.Refused()) || may.contains(new Answer.Silence())) {
            may.add(new Answer.NotSent());
        }
        assertThat(got).as(what).isNotEmpty().isSubsetOf(may);
    }

    /** Some of all connections that could be tried. */
    private List<Probe> probes(List<Service> now) {
        var probes = new ArrayList<Probe>();
        for (var service : now) {
            for (var port : service.getSpec().getPorts()) {
                var protocol = port.getProtocol().toLowerCase(Locale.ROOT);
                var addresses = new HashSet<>(service.getSpec().getClusterIPs());
                addresses.addAll(service.getSpec().getExternalIPs());
                service.getStatus().getLoadBalancer().getIngress().forEach(i -> addresses.add(i.getIp()));
                for (var from : Places.all()) {
                    addresses.forEach(ip -> probes.add(new Probe(from.name(), protocol, ip, port.getPort())));
                    if (port.getNodePort() != null) {
                        for (var node : Places.NODES) {
                            var place = Places.place(node);
                            probes.add(new Probe(from.name(), protocol, place.address(), port.getNodePort()));
                            probes.add(new Probe(from.name(), protocol, place.address6(), port.getNodePort()));
                        }
                    }
                }
            }
        }
        Collections.shuffle(probes, random);
        return probes.subList(0, Math.min(PROBES, probes.size()));
    }
}

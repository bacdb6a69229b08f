package io.portico.nodeproxy.apply;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Finding;
import io.portico.nodeproxy.model.explain.Origin;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.nft.FakeNft;
import io.portico.nodeproxy.nft.Found;
import io.portico.nodeproxy.nft.Outcome;
import io.portico.nodeproxy.nft.Packet;
import io.portico.nodeproxy.nft.PacketTracer;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.Transaction.DeleteElements;
import io.portico.nodeproxy.nft.process.Nft;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What an operator is told of a connection is what becomes of its packet, also while the rules are not as they should
 * be. {@code -Dexplain.seed=SEED} plays one history again, {@code -Dexplain.rounds=50} a longer one.
 */
class ExplainedInTroubleTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String BUSY = "Error: Could not process rule: Device or resource busy";
    private static final String NODE = "172.31.0.11";
    private static final Set<String> OWN = Set.of(NODE, "10.244.1.1", "127.0.0.1");
    private static final List<String> OUTSIDE = List.of("172.31.0.100", "192.0.2.7");
    private static final List<String> PODS = List.of("10.244.1.5", "10.244.1.200");
    private static final String LB = "203.0.113.";
    private static final int SERVICES = 8;
    private static final int MOST_ASKED = 8;

    private final long seed = Long.getLong("explain.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final FakeNft kernel = new FakeNft();
    private final NodeRules rules = new NodeRules(
            new Asking(),
            new Conntrack(new CommandRunner(List.of("true"), Duration.ofSeconds(20))),
            RuleSettings.DEFAULT,
            new RulesMetrics(new SimpleMeterRegistry(), Clock.systemUTC()));

    private World world = World.of("node-a");
    private ProxyState state = ProxyState.EMPTY;
    private volatile boolean askBetween;
    private String when = "";

    /** Asks before each transaction: some are carried out, and others not. */
    private final class Asking implements Nft {
        @Override
        public void apply(Transaction transaction) throws NftException, InterruptedException {
            synchronized (kernel) {
                if (askBetween) {
                    // Who has just carried one out on another thread may not have taken note of it yet.
                    await().pollInSameThread()
                            .pollDelay(Duration.ZERO)
                            .pollInterval(Duration.ofMillis(5))
                            .atMost(LONG)
                            .untilAsserted(() -> ask());
                }
                kernel.apply(transaction);
            }
        }

        @Override
        public void check(Transaction transaction) throws NftException {
            kernel.check(transaction);
        }

        @Override
        public Found find(Family family, String table) throws NftException {
            return kernel.find(family, table);
        }

        @Override
        public String version() {
            return kernel.version();
        }
    }

    @Test
    void what_is_told_is_what_becomes_of_the_packet() throws Exception {
        for (var round = 0; round < Integer.getInteger("explain.rounds", 5); round++) {
            change();
            askBetween = true;
            when = "seed " + seed + ", round " + round + ", while the rules are made";
            rules.apply(state);
            askBetween = false;
            asked("settled", round);

            kernel.refuse("nft refused the transaction: " + BUSY);
            change();
            apply();
            asked("while nft fails", round);
            kernel.refuse("");

            var one = random.nextInt(SERVICES);
            kernel.refuse("10\\.244\\.\\d+\\." + (10 + one) + " ", BUSY);
            change();
            apply();
            asked("while the kernel refuses one Service's endpoints", round);
            kernel.refuse("");
            apply();

            remove();
            asked("while an element is missing", round);
            // The retry of the Service that was refused may have come first, and made it again already.
            var _ = rules.sweep();
            rules.apply(state);
            asked("after it was made again", round);

            kernel.flush();
            asked("after a flush that nobody noticed yet", round);
            askBetween = true;
            when = "seed " + seed + ", round " + round + ", while the rules are made anew";
            assertThat(rules.wereFlushed()).isTrue();
            ask();
            rules.apply(state);
            askBetween = false;
            asked("settled again", round);
        }
    }

    @Test
    void stale_rules_are_said_to_be_stale_and_why() throws Exception {
        world = worldOf("10.244.1.2");
        state = ProxyState.of(world, state);
        rules.apply(state);
        kernel.refuse("nft refused the transaction: " + BUSY);
        world = worldOf("10.244.1.3");
        state = ProxyState.of(world, state);
        apply();
        var told = explain("10.96.0.1", 80, "node").toString();
        assertThat(told)
                .contains("note: the rules are stale: they are from before the last change of Service default/s1")
                .contains("forwarded: to one of its endpoints")
                .contains("10.244.1.2:8080  no node  not ready  in no EndpointSlice any more, but still in the rules")
                .contains(
                        "10.244.1.3:8080  no node  ready  in s1-1 (no managed-by)  left out: it is new, and not yet in the rules");
        kernel.refuse("");
        kernel.flush();
        assertThat(explain("10.96.0.1", 80, "node").toString())
                .contains("note: the rules are gone: somebody flushed them")
                .contains("not for a Service");
    }

    private static World worldOf(String endpoint) {
        return Worlds.world()
                .with(service("s1", List.of("10.96.0.1"), "web:80/TCP"))
                .with(slice("s1-1", "s1", List.of("web:8080/TCP"), endpoint))
                .on("node-a");
    }

    private void apply() throws InterruptedException {
        try {
            rules.apply(state);
        } catch (NftException e) {
            assertThat(e).hasMessageContaining("busy");
        }
    }

    private void change() {
        var builder = Worlds.world().with(Worlds.node("node-a", "10.244.1.0/24"));
        for (var i = 0; i < SERVICES; i++) {
            if (random.nextInt(5) == 0) {
                continue;
            }
            var web = service("s" + i, List.of("10.96.0." + i), "web:80/TCP");
            var ports = random.nextInt(3);
            if (ports > 0) {
                web = web.editSpec()
                        .withType(ports == 1 ? "NodePort" : "LoadBalancer")
                        .editFirstPort()
                        .withNodePort(30000 + i)
                        .endPort()
                        .withExternalTrafficPolicy(random.nextBoolean() ? "Local" : "Cluster")
                        .endSpec();
            }
            if (ports == 2) {
                var ranges = List.of("172.31.0.0/24", "10.244.0.0/16", "192.0.2.0/24", "0.0.0.0/0", "10.244.1.0/29");
                web = web.editSpec()
                        .withLoadBalancerSourceRanges(ranges.get(random.nextInt(ranges.size())))
                        .endSpec()
                        .withNewStatus()
                        .withNewLoadBalancer()
                        .addNewIngress()
                        .withIp(random.nextInt(3) == 0 ? NODE : LB + i)
                        .endIngress()
                        .endLoadBalancer()
                        .endStatus();
            }
            var endpoints = Stream.of("10.244.1.", "10.244.2.", "10.244.3.")
                    .filter(_ -> random.nextBoolean())
                    .map(prefix -> prefix + (10 + random.nextInt(SERVICES)))
                    .toArray(String[]::new);
            builder.with(web)
                    .with(Worlds.on(
                            random.nextBoolean() ? "node-a" : "node-b",
                            slice("s" + i + "-1", "s" + i, List.of("web:8080/TCP"), endpoints)));
        }
        world = builder.on("node-a");
        state = ProxyState.of(world, state);
    }

    /** One element that decides about something, if there is any. */
    private void remove() {
        var elements = new ArrayList<Transaction.Command>();
        var table = kernel.table(Family.IPV4, "portico");
        for (var set : table.sets().values()) {
            if (set.name().matches("(services|nodeports|local-services|local-nodeports|cluster-ips)(\\.\\d+)?")) {
                set.elements()
                        .keySet()
                        .forEach(key -> elements.add(new DeleteElements("ip portico", set.name(), List.of(key))));
            }
        }
        if (elements.isEmpty()) {
            elements.add(new DeleteElements("ip portico", "pods", List.of("10.244.1.0/24")));
        }
        kernel.meddle(new Transaction(List.of(elements.get(random.nextInt(elements.size())))));
    }

    private void asked(String state, int round) throws InterruptedException {
        when = "seed " + seed + ", round " + round + ", " + state;
        ask();
    }

    private void ask() throws InterruptedException {
        for (var i = 0; i < MOST_ASKED; i++) {
            var service = random.nextInt(SERVICES);
            switch (random.nextInt(4)) {
                case 0 -> askAbout("10.96.0." + service, 80);
                case 1 -> askAbout(LB + service, 80);
                case 2 -> askAbout(NODE, 30000 + service);
                default -> askAbout(NODE, 80);
            }
        }
    }

    private void askAbout(String address, int port) throws InterruptedException {
        for (var source :
                Stream.of(OUTSIDE, PODS, List.copyOf(OWN)).flatMap(List::stream).toList()) {
            var finding = explain(address, port, source)
                    .findings()
                    .values()
                    .iterator()
                    .next();
            trace(address, port, source).forEach(outcome -> check(finding, outcome, address, port, source));
        }
        var told = explain(address, port, "").findings();
        byName(told.get(Origin.OUTSIDE), OUTSIDE, address, port);
        byName(told.get(Origin.POD), PODS, address, port);
        byName(
                told.get(Origin.NODE),
                OWN.contains(address) ? List.of(address) : List.of(NODE, "10.244.1.1"),
                address,
                port);
    }

    /** Where it is told to depend on the client, each client gets one of the two. */
    private void byName(Finding told, List<String> sources, String address, int port) {
        for (var source : sources) {
            for (var outcome : trace(address, port, source)) {
                if (told.outcome() != io.portico.nodeproxy.model.explain.Outcome.DEPENDS
                        || !(outcome instanceof Outcome.Dropped)) {
                    check(told, outcome, address, port, source);
                }
            }
        }
    }

    private void check(Finding told, Outcome outcome, String address, int port, String source) {
        var what = when + ", from " + source + " to " + address + ":" + port + ": " + told;
        if (told.outcome() == io.portico.nodeproxy.model.explain.Outcome.UNKNOWN) {
            // Before its rules are in force for the first time.
            assertThat(when).contains("round 0, while the rules are made");
            return;
        }
        var is = told.outcome() == io.portico.nodeproxy.model.explain.Outcome.DEPENDS
                ? Stream.of(io.portico.nodeproxy.model.explain.Outcome.values())
                        .filter(of -> told.reason().contains(": " + of.title() + ": "))
                        .map(Enum::name)
                        .collect(Collectors.joining())
                : told.outcome().name();
        switch (outcome) {
            case Outcome.Untouched _ -> assertThat(is).as(what).isEqualTo("NOT_FOR_A_SERVICE");
            case Outcome.Refused _ -> assertThat(is).as(what).isEqualTo("REFUSED");
            case Outcome.Dropped _ -> assertThat(is).as(what).isEqualTo("DROPPED");
            case Outcome.Redirected redirected -> {
                assertThat(is).as(what).isEqualTo("FORWARDED");
                assertThat(told.answering())
                        .as(what)
                        .contains(
                                new Endpoint(Address.parse(redirected.address()).orElseThrow(), redirected.port()));
            }
        }
    }

    private Set<Outcome> trace(String address, int port, String source) {
        var link = OWN.contains(source) ? "" : PODS.contains(source) ? "veth1" : "eth0";
        return new PacketTracer(kernel.table(Family.IPV4, "portico"), Map.of())
                .trace(new Packet(link, source, address, "tcp", port, OWN));
    }

    private Explanation explain(String address, int port, String from) throws InterruptedException {
        var own = OWN.stream().map(text -> Address.parse(text).orElseThrow()).collect(Collectors.toSet());
        return rules.explain(Question.parse(address, String.valueOf(port), "tcp", from), world, state, own);
    }
}

package io.portico.nodeproxy.apply;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.layout.TableLayout;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.nft.FakeNft;
import io.portico.nodeproxy.nft.Table;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.Transaction.AddElements;
import io.portico.nodeproxy.nft.Transaction.DeleteElements;
import io.portico.nodeproxy.nft.Transaction.FlushChain;
import io.portico.runtime.net.Family;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody takes single things out of the table. */
class SweepTest {
    private static final String TABLE = "ip portico";

    private final FakeNft kernel = new FakeNft();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NodeRules rules = new NodeRules(
            kernel,
            new Conntrack(new CommandRunner(List.of("true"), Duration.ofSeconds(20))),
            RuleSettings.DEFAULT,
            new RulesMetrics(registry, Clock.systemUTC()));
    private final ProxyState state = state();

    @BeforeEach
    void apply() throws Exception {
        rules.apply(state);
    }

    @Test
    void nothing_is_missing_and_nothing_is_said_or_lost() throws Exception {
        assertThat(rules.sweep()).isTrue();
        assertWhole();
        assertThat(lost()).isZero();
    }

    @Test
    void whatever_single_thing_vanishes_is_back_after_a_sweep() throws Exception {
        var seed = Long.getLong("sweep.seed", new Random().nextLong());
        var random = new Random(seed);
        for (var round = 0; round < 60; round++) {
            var what = vanish(random);
            var noticed = !rules.sweep();
            // Rules are made again without asking.
            assertThat(noticed || what.startsWith("flush chain"))
                    .as("seed " + seed + ": " + what)
                    .isTrue();
            rules.apply(state);
            assertWhole();
        }
        assertThat(lost()).isPositive();
    }

    @Test
    void a_whole_map_is_back_as_soon_as_the_first_of_it_is_missed() throws Exception {
        kernel.meddle(new Transaction(List.of(new DeleteElements(
                TABLE,
                "services",
                List.copyOf(kernel.elements(TABLE, "services").keySet())))));
        assertThat(rules.sweep()).isFalse();
        assertWhole();
        assertThat(lost()).isEqualTo(1);
    }

    @Test
    void an_element_that_somebody_changed_makes_the_table_anew() throws Exception {
        var key = "10.96.1.7 . tcp . 80";
        kernel.meddle(new Transaction(List.of(
                new DeleteElements(TABLE, "services", List.of(key)),
                new AddElements(TABLE, "services", Map.of(key, "drop")),
                new DeleteElements(TABLE, "cluster-ips", List.of("10.96.1.7")))));
        assertThat(rules.sweep()).isFalse();
        rules.apply(state);
        assertThat(kernel.elements(TABLE, "services.2")).hasSize(60).doesNotContainValue("drop");
    }

    private String vanish(Random random) {
        var things = new ArrayList<Transaction.Command>();
        var table = wanted();
        table.sets()
                .values()
                .forEach(set -> set.elements()
                        .keySet()
                        .forEach(key -> things.add(new DeleteElements(TABLE, set.name(), List.of(key)))));
        table.chains().keySet().forEach(chain -> things.add(new FlushChain(TABLE, chain)));
        // Chains are few beside elements.
        var chosen = random.nextInt(4) == 0
                ? things.get(things.size() - 1 - random.nextInt(table.chains().size()))
                : things.get(random.nextInt(things.size()));
        kernel.meddle(new Transaction(List.of(chosen)));
        return chosen.toString();
    }

    private void assertWhole() {
        assertThat(kernel.holds(wanted())).isTrue();
    }

    private Table wanted() {
        return Ruleset.of(state, TableLayout.first(Family.IPV4, RuleSettings.DEFAULT))
                .table();
    }

    private double lost() {
        return registry.counter("portico_node_proxy_rules_lost_total", "ip_family", "IPv4")
                .count();
    }

    /** Sixty Services, a third with session affinity, a third with node ports; a node that has pods' ranges. */
    private static ProxyState state() {
        var builder = world();
        for (var i = 0; i < 60; i++) {
            var web = service("s" + i, List.of("10.96.1." + i), "web:80/TCP");
            if (i % 3 == 0) {
                web = web.editSpec().withSessionAffinity("ClientIP").endSpec();
            }
            if (i % 3 == 1) {
                web = web.editSpec()
                        .withType("NodePort")
                        .editFirstPort()
                        .withNodePort(30000 + i)
                        .endPort()
                        .endSpec();
            }
            builder.with(web)
                    .with(slice("s" + i + "-1", "s" + i, List.of("web:8080/TCP"), "10.244.1." + i, "10.244.2.9"));
        }
        builder.with(Worlds.node("node-a", "10.244.1.0/24"));
        return ProxyState.of(builder.on("node-a"), ProxyState.EMPTY);
    }
}

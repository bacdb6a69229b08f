package io.portico.nodeproxy.apply;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.portico.nodeproxy.nft.process.Nft;
import io.portico.nodeproxy.nft.process.NftCommand;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Family;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeRulesTest {
    private final FakeNft kernel = new FakeNft();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void the_same_state_again_runs_no_transaction() throws Exception {
        var rules = rules(kernel);
        rules.apply(web("10.244.1.2"));
        var made = kernel.transactions().size();
        rules.apply(web("10.244.1.2"));
        assertThat(kernel.transactions()).hasSize(made);
        rules.apply(web("10.244.1.3"));
        assertThat(kernel.transactions()).hasSize(made + 1);
    }

    @Test
    void after_a_refused_transaction_the_old_rules_stay_and_the_next_replaces_the_whole_table() throws Exception {
        var rules = rules(kernel);
        var before = web("10.244.1.2");
        rules.apply(before);

        kernel.refuse("nft refused the transaction: Device or resource busy");
        var after = web("10.244.1.3");
        assertThatThrownBy(() -> rules.apply(after)).isInstanceOf(NftException.class);
        assertThat(kernel.holds(table(before))).isTrue();
        assertThat(registry.counter("kubeproxy_sync_proxy_rules_nftables_sync_failures_total", "ip_family", "IPv4")
                        .count())
                .isEqualTo(1);

        kernel.refuse("");
        kernel.flush();
        rules.apply(after);
        assertThat(kernel.holds(table(after))).isTrue();
    }

    @Test
    void a_check_changes_nothing_while_the_rules_are_there_and_finds_that_they_are_gone() throws Exception {
        var rules = rules(kernel);
        assertThat(rules.wereFlushed()).isFalse();
        var state = web("10.244.1.2");
        rules.apply(state);
        var made = kernel.transactions().size();
        assertThat(rules.wereFlushed()).isFalse();
        rules.apply(state);
        assertThat(kernel.transactions()).hasSize(made);
        kernel.refuse("nft could not be run: No such file or directory");
        assertThat(rules.wereFlushed()).isFalse();
        kernel.refuse("");
        kernel.flush();
        assertThat(rules.wereFlushed()).isTrue();
        rules.apply(state);
        assertThat(kernel.holds(table(state))).isTrue();
        assertThat(rules.wereFlushed()).isFalse();
    }

    @Test
    void a_missing_nft_is_said_in_one_line() {
        var rules = rules(new NftCommand(new CommandRunner(List.of("/no/such/program"), Duration.ofSeconds(5))));
        assertThatThrownBy(() -> rules.apply(ProxyState.EMPTY))
                .isInstanceOf(NftException.class)
                .hasMessageContaining("nft could not be run")
                .message()
                .hasLineCount(1);
    }

    @Test
    void what_nft_complains_of_is_one_line_and_a_hanging_nft_is_killed() {
        var complaining = new NftCommand(new CommandRunner(
                List.of("sh", "-c", "printf '/dev/stdin:1:5-9: Error: no\\nadd x\\n    ^^^^^\\n' >&2; exit 1"),
                Duration.ofSeconds(5)));
        assertThatThrownBy(() -> complaining.apply(Transaction.leading("ip t", List.of())))
                .hasMessage("nft refused the transaction: exit code 1: /dev/stdin:1:5-9: Error: no | add x");
        var hanging =
                rules(new NftCommand(new CommandRunner(List.of("sh", "-c", "exec sleep 60"), Duration.ofMillis(200))));
        assertThatThrownBy(() -> hanging.apply(ProxyState.EMPTY)).hasMessageContaining("was killed");
    }

    @Test
    void a_missing_conntrack_is_no_failure() throws Exception {
        var rules = rules(kernel);
        rules.apply(ProxyState.of(
                world().with(service("dns", List.of("10.96.0.10"), "dns:53/UDP"))
                        .on("node-a"),
                ProxyState.EMPTY));
        assertThat(kernel.elements("ip portico", "services")).hasSize(1);
    }

    private NodeRules rules(Nft nft) {
        var missing = new CommandRunner(List.of("/no/such/program"), Duration.ofSeconds(5));
        return new NodeRules(
                nft, new Conntrack(missing), RuleSettings.DEFAULT, new RulesMetrics(registry, Clock.systemUTC()));
    }

    private static ProxyState web(String endpoint) {
        Worlds.Builder world = world().with(service("web", List.of("10.96.0.10"), "web:80/TCP"))
                .with(slice("web-4", "web", List.of("web:8080/TCP"), endpoint));
        return ProxyState.of(world.on("node-a"), ProxyState.EMPTY);
    }

    private static Table table(ProxyState state) {
        return Ruleset.of(state, TableLayout.first(Family.IPV4, RuleSettings.DEFAULT))
                .table();
    }
}

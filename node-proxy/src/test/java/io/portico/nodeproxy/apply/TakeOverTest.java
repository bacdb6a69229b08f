package io.portico.nodeproxy.apply;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.layout.TableLayout;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.nft.Chain;
import io.portico.nodeproxy.nft.ElementSet;
import io.portico.nodeproxy.nft.FakeNft;
import io.portico.nodeproxy.nft.Table;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.Transaction.AddElements;
import io.portico.nodeproxy.nft.Transaction.AddTable;
import io.portico.nodeproxy.nft.Transaction.DeleteTable;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Family;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a proxy that starts does with a table that is there. */
class TakeOverTest {
    private static final String TABLE = "ip portico";
    private static final TableLayout FIRST = TableLayout.first(Family.IPV4, RuleSettings.DEFAULT);
    private static final TableLayout SECOND = new TableLayout(Family.IPV4, RuleSettings.DEFAULT, 2, false);
    private static final String CLIENTS = "clients-default/web/tcp/80-10.244.1.2/8080";

    private final FakeNft kernel = new FakeNft();

    @Test
    void the_rules_are_made_anew_beside_the_old_ones_which_go_later() throws Exception {
        started(web());
        var second = started(web());
        assertThat(kernel.transactions()).noneMatch(t -> t.commands().stream().anyMatch(c -> c instanceof DeleteTable));
        assertThat(kernel.holds(Ruleset.of(web(), SECOND).table())).isTrue();
        assertThat(kernel.sets(TABLE)).contains("services", "services.2");
        second.tidy();
        assertThat(kernel.sets(TABLE))
                .containsExactlyInAnyOrderElementsOf(
                        Ruleset.of(web(), SECOND).table().sets().keySet());
        assertThat(kernel.chains(TABLE))
                .containsExactlyInAnyOrderElementsOf(
                        Ruleset.of(web(), SECOND).table().chains().keySet());
        started(web()).tidy();
        assertThat(kernel.holds(Ruleset.of(web(), FIRST).table())).isTrue();
        assertThat(kernel.sets(TABLE)).doesNotContain("services.2");
    }

    @Test
    void packets_are_led_to_the_new_rules_by_one_transaction_after_all_others() throws Exception {
        started(web());
        var before = kernel.transactions().size();
        started(web());
        var taken = kernel.transactions().subList(before, kernel.transactions().size());
        assertThat(taken.getLast()).hasToString("""
                add chain ip portico prerouting { type nat hook prerouting priority -100 ; }
                add chain ip portico output { type nat hook output priority -100 ; }
                add chain ip portico unallocated-prerouting { type nat hook prerouting priority -90 ; }
                add chain ip portico unallocated-output { type nat hook output priority -90 ; }
                add chain ip portico postrouting { type nat hook postrouting priority 100 ; }
                flush chain ip portico prerouting
                flush chain ip portico output
                flush chain ip portico unallocated-prerouting
                flush chain ip portico unallocated-output
                flush chain ip portico postrouting
                add rule ip portico prerouting ip saddr @pods.2 goto from-inside.2
                add rule ip portico prerouting ip daddr @cluster-ips.2 ip saddr @masqueraded.2 meta mark set mark or 0x4000
                add rule ip portico prerouting goto from-outside.2
                add rule ip portico output ip daddr @cluster-ips.2 meta mark set mark or 0x4000
                add rule ip portico output goto from-inside.2
                add rule ip portico unallocated-prerouting ip daddr @service-ranges.2 fib daddr type != local drop
                add rule ip portico unallocated-output ip daddr @service-ranges.2 drop
                add rule ip portico postrouting meta mark and 0x4000 != 0 meta mark set mark xor 0x4000 masquerade fully-random
                add rule ip portico postrouting ct status dnat ip saddr . ip daddr @hairpins.2 masquerade fully-random
                """);
        assertThat(taken.subList(0, taken.size() - 1))
                .noneMatch(t -> t.toString().contains("prerouting"));
    }

    @Test
    void the_clients_of_sticky_services_stay_and_those_of_services_that_are_gone_go() throws Exception {
        started(state(world().with(sticky()).with(webSlice())));
        var learned = Map.of("192.0.2.7", "");
        kernel.apply(new Transaction(List.of(new AddElements(TABLE, CLIENTS, learned))));
        started(state(world().with(sticky()).with(webSlice()))).tidy();
        assertThat(kernel.elements(TABLE, CLIENTS)).isEqualTo(learned);
        started(web()).tidy();
        assertThat(kernel.sets(TABLE)).doesNotContain(CLIENTS);
    }

    @Test
    void what_a_proxy_left_that_ended_while_it_took_over_goes() throws Exception {
        started(web());
        // It was killed before its last transaction, once and again.
        kernel.apply(Ruleset.empty(SECOND).beginning());
        kernel.apply(Ruleset.empty(new TableLayout(Family.IPV4, RuleSettings.DEFAULT, 7, false))
                .beginning());
        started(web()).tidy();
        assertThat(kernel.sets(TABLE))
                .containsExactlyInAnyOrderElementsOf(
                        Ruleset.of(web(), SECOND).table().sets().keySet());
    }

    @Test
    void a_table_of_another_version_is_led_away_from_only_when_the_new_rules_are_led_to_and_then_goes()
            throws Exception {
        kernel.apply(Transaction.replacing(anotherVersion("type nat hook prerouting priority -90")));
        var table = started(web());
        var otherwise = new TableLayout(Family.IPV4, RuleSettings.DEFAULT, 2, true);
        assertThat(kernel.holds(Ruleset.of(web(), otherwise).table())).isTrue();
        assertThat(kernel.chains(TABLE)).contains("prerouting", "prerouting.2");
        assertThat(kernel.transactions()).last().hasToString("flush chain ip portico prerouting\n");
        table.tidy();
        assertThat(kernel.chains(TABLE))
                .containsExactlyInAnyOrderElementsOf(
                        Ruleset.of(web(), otherwise).table().chains().keySet());
        started(web()).tidy();
        assertThat(kernel.chains(TABLE)).contains("prerouting").doesNotContain("prerouting.2");
    }

    @Test
    void where_clients_are_declared_in_another_way_the_table_is_replaced_at_the_second_attempt() throws Exception {
        var type = "type ipv6_addr ; flags dynamic,timeout";
        kernel.apply(Transaction.replacing(Table.of(
                Family.IPV4,
                "portico",
                List.of(new ElementSet(ElementSet.Kind.SET, CLIENTS, type, Map.of())),
                List.of())));
        var sticky = state(world().with(sticky()).with(webSlice()));
        var table = new KernelTable(kernel, Family.IPV4, RuleSettings.DEFAULT);
        assertThatThrownBy(() -> table.sync(sticky)).isInstanceOf(NftException.class);
        table.sync(sticky);
        assertThat(kernel.holds(Ruleset.of(sticky, FIRST).table())).isTrue();
    }

    @Test
    void many_services_are_loaded_in_several_transactions_and_served_from_the_first() throws Exception {
        var world = world();
        IntStream.range(0, 2_500)
                .forEach(i -> world.with(service("s" + i, List.of("10.96." + i / 250 + "." + i % 250), "web:80/TCP"))
                        .with(slice("s" + i, "s" + i, List.of("web:8080/TCP"), addresses(i))));
        var state = state(world);
        started(state);
        assertThat(kernel.transactions().getFirst().toString())
                .startsWith("add table ip portico\n")
                .contains("add chain ip portico prerouting");
        assertThat(kernel.transactions().getFirst().commands())
                .filteredOn(c -> c instanceof AddTable)
                .hasSize(1);
        assertThat(kernel.transactions().stream().mapToInt(TakeOverTest::size).filter(size -> size > 0))
                // The one element that is no Service's: which of the node's addresses take node ports.
                .containsExactlyInAnyOrder(1, 12_000, 12_000, 6_000);
        assertThat(kernel.holds(Ruleset.of(state, FIRST).table())).isTrue();
    }

    private KernelTable started(ProxyState state) throws NftException, InterruptedException {
        var table = new KernelTable(kernel, Family.IPV4, RuleSettings.DEFAULT);
        table.sync(state);
        return table;
    }

    private static String[] addresses(int service) {
        return IntStream.range(0, 5)
                .mapToObj(i -> "10." + (128 + i) + "." + service / 250 + "." + service % 250)
                .toArray(String[]::new);
    }

    private static int size(Transaction transaction) {
        return transaction.commands().stream()
                .mapToInt(command -> command instanceof AddElements(var _, var _, var elements) ? elements.size() : 0)
                .sum();
    }

    private static Table anotherVersion(String hook) {
        var services = new ElementSet(
                ElementSet.Kind.MAP, "services", "type ipv4_addr : verdict", Map.of("10.96.0.10", "goto svc-web"));
        return Table.of(
                Family.IPV4,
                "portico",
                List.of(services),
                List.of(
                        Chain.of("svc-web", "meta l4proto tcp dnat to 10.244.1.2:8080"),
                        new Chain("prerouting", hook, List.of("ip daddr vmap @services"))));
    }

    private static ServiceBuilder sticky() {
        return service("web", List.of("10.96.0.10"), "web:80/TCP")
                .editSpec()
                .withSessionAffinity("ClientIP")
                .endSpec();
    }

    private static EndpointSliceBuilder webSlice() {
        return slice("web-4", "web", List.of("web:8080/TCP"), "10.244.1.2");
    }

    private static ProxyState web() {
        return state(world().with(service("web", List.of("10.96.0.10"), "web:80/TCP"))
                .with(webSlice()));
    }

    private static ProxyState state(Worlds.Builder world) {
        return ProxyState.of(world.on("node-a"), ProxyState.EMPTY);
    }
}

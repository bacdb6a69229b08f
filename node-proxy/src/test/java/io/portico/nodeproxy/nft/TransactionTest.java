package io.portico.nodeproxy.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portico.nodeproxy.nft.ElementSet.Kind;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Family;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TransactionTest {
    private static final Chain CHAIN = Chain.of("one", "accept");

    @Test
    void nothing_changed_is_an_empty_transaction() {
        assertThat(Transaction.between(table(Map.of("80", "goto one")), table(Map.of("80", "goto one"))))
                .returns(true, Transaction::isEmpty)
                .hasToString("");
    }

    @Test
    void a_changed_value_is_deleted_and_added_in_one_transaction() {
        assertThat(Transaction.between(table(Map.of("80", "goto one")), table(Map.of("80", "accept"))))
                .hasToString("""
                        delete element ip t m { 80 }
                        add element ip t m { 80 : accept }
                        """);
    }

    @Test
    void a_table_replaces_whatever_is_there_and_another_declaration_is_no_change() {
        var before = table(Map.of("80", "accept"));
        var other = new ElementSet(Kind.MAP, "m", "type inet_service : mark", Map.of());
        var after = Table.of(Family.IPV4, "t", List.of(other), List.of(CHAIN));
        assertThat(Transaction.replacing(after)).hasToString("""
                add table ip t
                delete table ip t
                add table ip t
                add map ip t m { type inet_service : mark ; }
                add chain ip t one
                add rule ip t one accept
                """);
        assertThatThrownBy(() -> Transaction.between(before, after)).hasMessageContaining("declared otherwise");
    }

    @Test
    void a_chain_s_rules_change_with_the_sets_they_use_and_other_sets_keep_what_they_learned() throws NftException {
        var kernel = new FakeNft();
        var before = learning("a", "b");
        kernel.apply(Transaction.replacing(before));
        var after = learning("b", "c");
        var transaction = Transaction.between(before, after);
        kernel.apply(transaction);
        assertThat(kernel.holds(after)).isTrue();
        assertThat(transaction).hasToString("""
                add set ip t c { type inet_service ; flags dynamic ; }
                flush chain ip t learn
                add rule ip t learn tcp dport @b accept
                add rule ip t learn tcp dport @c accept
                delete set ip t a
                """);
        var none = Table.of(Family.IPV4, "t", List.of(), List.of());
        kernel.apply(Transaction.between(after, none));
        assertThat(kernel.holds(none)).isTrue();
    }

    @Test
    void a_chain_that_is_gone_stays_without_rules_and_is_not_made_twice_when_it_comes_back() throws NftException {
        var kernel = new FakeNft();
        var with = table(Map.of("80", "goto one"));
        var without =
                Table.of(Family.IPV4, "t", List.copyOf(table(Map.of()).sets().values()), List.of());
        kernel.apply(Transaction.replacing(with));
        kernel.apply(Transaction.between(with, without));
        assertThat(kernel.transactions()).last().hasToString("""
                delete element ip t m { 80 }
                flush chain ip t one
                """);
        assertThat(kernel.chains("ip t")).containsOnly("one");
        kernel.apply(Transaction.between(without, with));
        assertThat(kernel.holds(with)).isTrue();
    }

    @Test
    void chains_are_made_before_anything_leads_to_them() {
        var empty =
                Table.of(Family.IPV4, "t", List.copyOf(table(Map.of()).sets().values()), List.of());
        var parts = Transaction.between(empty, table(Map.of("80", "goto one"))).chainsFirst();
        assertThat(parts).map(Transaction::toString).containsExactly("""
                add chain ip t one
                add rule ip t one accept
                """, """
                add element ip t m { 80 : goto one }
                """);
        var known = table(Map.of());
        assertThat(Transaction.between(known, table(Map.of("80", "goto one"))).chainsFirst())
                .hasSize(1);
    }

    @Test
    void many_elements_become_several_commands_of_one_transaction() throws NftException {
        var elements = new TreeMap<String, String>();
        for (var port = 1; port <= 1234; port++) {
            elements.put(String.valueOf(port), "accept");
        }
        var kernel = new FakeNft();
        kernel.apply(Transaction.replacing(table(elements)));
        assertThat(kernel.elements("ip t", "m")).isEqualTo(elements);
        var emptying = Transaction.between(table(elements), table(Map.of()));
        assertThat(emptying.commands()).hasSize(3);
        kernel.apply(emptying);
        assertThat(kernel.elements("ip t", "m")).isEmpty();
    }

    private static Table learning(String... sets) {
        var type = "type inet_service ; flags dynamic";
        return Table.of(
                Family.IPV4,
                "t",
                Stream.of(sets)
                        .map(set -> new ElementSet(Kind.SET, set, type, Map.of()))
                        .toList(),
                List.of(new Chain(
                        "learn",
                        "",
                        Stream.of(sets)
                                .map(set -> "tcp dport @" + set + " accept")
                                .toList())));
    }

    private static Table table(Map<String, String> elements) {
        var map = new ElementSet(Kind.MAP, "m", "type inet_service : verdict", elements);
        return Table.of(Family.IPV4, "t", List.of(map), List.of(CHAIN));
    }
}

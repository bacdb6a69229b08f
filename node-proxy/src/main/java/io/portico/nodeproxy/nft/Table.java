package io.portico.nodeproxy.nft;

import io.portico.runtime.net.Family;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One whole table, as it is wanted or as it was last applied.
 *
 * @param family the family it belongs to
 * @param name unique in its family
 * @param sets sets and maps by name, in the order of their declaration
 * @param chains chains by name, in order
 */
public record Table(Family family, String name, Map<String, ElementSet> sets, Map<String, Chain> chains) {

    /** A table of those sets and chains. */
    public static Table of(Family family, String name, List<ElementSet> sets, List<Chain> chains) {
        return new Table(family, name, byName(sets, ElementSet::name), byName(chains, Chain::name));
    }

    /** How commands refer to it: {@code ip portico}. */
    public String reference() {
        return Tokens.of(family) + " " + name;
    }

    /** As {@code nft list table} shows it, elements one a line. */
    @Override
    public String toString() {
        var text = new StringBuilder("table ").append(reference()).append(" {\n");
        for (var set : sets.values()) {
            text.append("  ").append(set.kind().token()).append(' ').append(set.name());
            text.append(" { ").append(set.type()).append(" ; }\n");
            set.elements()
                    .forEach((key, value) -> text.append("    ")
                            .append(key)
                            .append(value.isEmpty() ? "" : " : " + value)
                            .append('\n'));
        }
        for (var chain : chains.values()) {
            text.append("  chain ").append(chain.name());
            text.append(chain.hook().isEmpty() ? "" : " { " + chain.hook() + " ; }")
                    .append('\n');
            chain.rules().forEach(rule -> text.append("    ").append(rule).append('\n'));
        }
        return text.append("}\n").toString();
    }

    private static <T> Map<String, T> byName(List<T> things, Function<T, String> name) {
        return things.stream()
                .collect(Collectors.toMap(
                        name,
                        Function.identity(),
                        (_, again) -> {
                            throw new IllegalArgumentException("twice: " + again);
                        },
                        LinkedHashMap::new));
    }
}

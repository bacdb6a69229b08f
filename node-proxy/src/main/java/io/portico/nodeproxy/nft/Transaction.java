package io.portico.nodeproxy.nft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Commands that take effect together or not at all. It prints itself as {@code nft -f} reads it.
 *
 * @param commands in order; none when there is nothing to do
 */
public record Transaction(List<Command> commands) {
    /** Longer element lists become several commands of the same transaction, so that no line grows without bound. */
    private static final int ELEMENTS_PER_COMMAND = 500;

    /** One line of a transaction. */
    public sealed interface Command {}

    /** Makes a table; no fault if it is there. */
    public record AddTable(String table) implements Command {
        @Override
        public String toString() {
            return "add table " + table;
        }
    }

    /** Removes a table with all it holds; a fault if it is not there. */
    public record DeleteTable(String table) implements Command {
        @Override
        public String toString() {
            return "delete table " + table;
        }
    }

    /** Declares a set or map, without elements. */
    public record AddSet(String table, ElementSet set) implements Command {
        @Override
        public String toString() {
            return "add " + set.kind().token() + " " + table + " " + set.name() + " { " + set.type() + " ; }";
        }
    }

    /** Makes a chain, without rules. */
    public record AddChain(String table, Chain chain) implements Command {
        @Override
        public String toString() {
            return "add chain " + table + " " + chain.name()
                    + (chain.hook().isEmpty() ? "" : " { " + chain.hook() + " ; }");
        }
    }

    /** Removes a set or map; a fault if a rule still uses it. */
    public record DeleteSet(String table, ElementSet set) implements Command {
        @Override
        public String toString() {
            return "delete " + set.kind().token() + " " + table + " " + set.name();
        }
    }

    /** Removes all rules of a chain. */
    public record FlushChain(String table, String chain) implements Command {
        @Override
        public String toString() {
            return "flush chain " + table + " " + chain;
        }
    }

    /** Appends a rule to a chain. */
    public record AddRule(String table, String chain, String rule) implements Command {
        @Override
        public String toString() {
            return "add rule " + table + " " + chain + " " + rule;
        }
    }

    /** Adds elements; a fault if one is there with another value. */
    public record AddElements(String table, String set, Map<String, String> elements) implements Command {
        @Override
        public String toString() {
            return elements.entrySet().stream()
                    .map(e -> e.getValue().isEmpty() ? e.getKey() : e.getKey() + " : " + e.getValue())
                    .collect(Collectors.joining(", ", "add element " + table + " " + set + " { ", " }"));
        }
    }

    /** Removes elements by their keys; a fault if one is not there. */
    public record DeleteElements(String table, String set, List<String> keys) implements Command {
        @Override
        public String toString() {
            return "delete element " + table + " " + set + " { " + String.join(", ", keys) + " }";
        }
    }

    /** Copies the commands. */
    public Transaction {
        commands = List.copyOf(commands);
    }

    /** Puts that table in the place of whatever is there under its name. For packets there is no moment without it. */
    public static Transaction replacing(Table wanted) {
        var table = wanted.reference();
        var commands = new ArrayList<Command>();
        // "delete" alone fails where there is none; "destroy" needs nft 1.0.8 and kernel 6.3.
        commands.add(new AddTable(table));
        commands.add(new DeleteTable(table));
        commands.add(new AddTable(table));
        wanted.sets().values().forEach(set -> commands.add(new AddSet(table, set)));
        addChains(commands, table, wanted.chains().values(), Set.of());
        wanted.sets().values().forEach(set -> addElements(commands, table, set.name(), set.elements()));
        return new Transaction(commands);
    }

    /**
     * One that the kernel refuses for as long as the table is there and some rule uses that set. If it is carried out,
     * or something is not there, the table was flushed or deleted and must be replaced.
     */
    public static Transaction probing(Table table, ElementSet used) {
        return new Transaction(List.of(new DeleteSet(table.reference(), used)));
    }

    /**
     * What leads from one state of a table to another. Sets may come and go, chains may come and have other rules, and
     * elements may come, go and change; if anything else differs the table is replaced. Chains that are gone are left
     * to the kernel ({@link Table#keepingChainsOf}).
     */
    public static Transaction between(Table before, Table after) {
        if (!sameDeclarations(before, after)) {
            return replacing(after);
        }
        var table = after.reference();
        var commands = new ArrayList<Command>();
        after.sets().values().stream()
                .filter(set -> !before.sets().containsKey(set.name()))
                .forEach(set -> commands.add(new AddSet(table, set)));
        var changed = after.chains().values().stream()
                .filter(chain -> !chain.equals(before.chains().get(chain.name())))
                .toList();
        changed.stream()
                .filter(chain -> before.chains().containsKey(chain.name()))
                .forEach(chain -> commands.add(new FlushChain(table, chain.name())));
        addChains(commands, table, changed, before.chains().keySet());
        var added = new LinkedHashMap<String, Map<String, String>>();
        for (var set : after.sets().values()) {
            var known = before.sets().get(set.name());
            var old = known == null ? Map.<String, String>of() : known.elements();
            var gone = new ArrayList<String>();
            old.forEach((key, value) -> {
                if (!value.equals(set.elements().get(key))) {
                    gone.add(key);
                }
            });
            var come = new LinkedHashMap<String, String>();
            set.elements().forEach((key, value) -> {
                if (!value.equals(old.get(key))) {
                    come.put(key, value);
                }
            });
            deleteElements(commands, table, set.name(), gone);
            added.put(set.name(), come);
        }
        added.forEach((set, elements) -> addElements(commands, table, set, elements));
        before.sets().values().stream()
                .filter(set -> !after.sets().containsKey(set.name()))
                .forEach(set -> commands.add(new DeleteSet(table, set)));
        return new Transaction(commands);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return commands.isEmpty();
    }

    /** The script, one command a line. */
    @Override
    public String toString() {
        return commands.stream().map(command -> command + "\n").collect(Collectors.joining());
    }

    private static boolean sameDeclarations(Table before, Table after) {
        return before.reference().equals(after.reference())
                && after.sets().values().stream().allMatch(set -> {
                    var old = before.sets().getOrDefault(set.name(), set);
                    return old.kind() == set.kind() && old.type().equals(set.type());
                })
                && after.chains().values().stream()
                        .allMatch(chain -> before.chains()
                                .getOrDefault(chain.name(), chain)
                                .hook()
                                .equals(chain.hook()));
    }

    private static void addChains(
            List<Command> commands, String table, Collection<Chain> chains, Set<String> alreadyThere) {
        // All chains before any rule: rules go to chains.
        chains.stream()
                .filter(chain -> !alreadyThere.contains(chain.name()))
                .forEach(chain -> commands.add(new AddChain(table, chain)));
        chains.forEach(chain -> chain.rules().forEach(rule -> commands.add(new AddRule(table, chain.name(), rule))));
    }

    private static void addElements(List<Command> commands, String table, String set, Map<String, String> elements) {
        var part = new LinkedHashMap<String, String>();
        for (var element : elements.entrySet()) {
            part.put(element.getKey(), element.getValue());
            if (part.size() == ELEMENTS_PER_COMMAND) {
                commands.add(new AddElements(table, set, new LinkedHashMap<>(part)));
                part.clear();
            }
        }
        if (!part.isEmpty()) {
            commands.add(new AddElements(table, set, part));
        }
    }

    private static void deleteElements(List<Command> commands, String table, String set, List<String> keys) {
        for (var from = 0; from < keys.size(); from += ELEMENTS_PER_COMMAND) {
            var to = Math.min(keys.size(), from + ELEMENTS_PER_COMMAND);
            commands.add(new DeleteElements(table, set, keys.subList(from, to)));
        }
    }
}

package io.portico.nodeproxy.nft;

import io.portico.runtime.net.Family;
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

    /** Removes a set or map; a fault if it is not there or a rule still uses it. */
    public record DeleteSet(String table, ElementSet.Kind kind, String set) implements Command {
        @Override
        public String toString() {
            return "delete " + kind.token() + " " + table + " " + set;
        }
    }

    /** Removes a chain with its rules; a fault if it is not there or something leads to it. */
    public record DeleteChain(String table, String chain) implements Command {
        @Override
        public String toString() {
            return "delete chain " + table + " " + chain;
        }
    }

    /**
     * Removes all rules of a chain that nothing leads to any more. The chain itself stays for a later transaction to
     * delete: a kernel before 6.2 refuses that in the one that removes the last reference.
     */
    public record AbandonChain(String table, String chain) implements Command {
        @Override
        public String toString() {
            return "flush chain " + table + " " + chain;
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
            var text =
                    new StringBuilder("add element ").append(table).append(' ').append(set);
            var separator = " { ";
            for (var element : elements.entrySet()) {
                text.append(separator).append(element.getKey());
                if (!element.getValue().isEmpty()) {
                    text.append(" : ").append(element.getValue());
                }
                separator = ", ";
            }
            return text.append(" }").toString();
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

    /** Puts that table in the place of whatever is there under its name, and what the kernel learned is forgotten. */
    public static Transaction replacing(Table wanted) {
        var table = wanted.reference();
        // "delete" alone fails where there is none; "destroy" needs nft 1.0.8 and kernel 6.3.
        return new Transaction(List.<Command>of(new AddTable(table), new DeleteTable(table))).and(making(wanted));
    }

    /** Removes that table with all it holds; no fault if there is none. */
    public static Transaction removing(Family family, String name) {
        var table = Tokens.of(family) + " " + name;
        return new Transaction(List.of(new AddTable(table), new DeleteTable(table)));
    }

    /** Makes all that the table has beside what is there under its name. */
    public static Transaction making(Table wanted) {
        var table = wanted.reference();
        var commands = new ArrayList<Command>();
        commands.add(new AddTable(table));
        wanted.sets().values().forEach(set -> commands.add(new AddSet(table, set)));
        addChains(commands, table, wanted.chains().values(), Set.of());
        wanted.sets().values().forEach(set -> addElements(commands, table, set.name(), set.elements()));
        return new Transaction(commands);
    }

    /** Gives these chains the rules that they have here, and makes those that are not there. */
    public static Transaction leading(String table, Collection<Chain> chains) {
        var commands = new ArrayList<Command>();
        chains.forEach(chain -> commands.add(new AddChain(table, chain)));
        chains.forEach(chain -> commands.add(new FlushChain(table, chain.name())));
        chains.forEach(chain -> addRules(commands, table, chain));
        return new Transaction(commands);
    }

    /**
     * One that the kernel refuses for as long as the table is there and some rule uses that set. If it is carried out,
     * or something is not there, the table was flushed or deleted and must be made anew.
     */
    public static Transaction probing(Table table, ElementSet used) {
        return new Transaction(List.of(new DeleteSet(table.reference(), used.kind(), used.name())));
    }

    /** Has the kernel look at each element: it refuses when one is not there. To be checked, not carried out. */
    public static Transaction touching(Table part) {
        var commands = new ArrayList<Command>();
        part.sets()
                .values()
                .forEach(set -> deleteElements(
                        commands, part.reference(), set.name(), set.elements().keySet()));
        return new Transaction(commands);
    }

    /**
     * Makes again what that part of a table has, whether it is there or not. The kernel refuses it when an element is
     * there with another value.
     */
    public static Transaction restoring(Table part) {
        var table = part.reference();
        var commands = new ArrayList<Command>();
        part.sets().values().forEach(set -> commands.add(new AddSet(table, set)));
        commands.addAll(leading(table, part.chains().values()).commands);
        part.sets().values().forEach(set -> addElements(commands, table, set.name(), set.elements()));
        return new Transaction(commands);
    }

    /** The part's rules made again, whether they are there or not, and its elements left alone. */
    public static Transaction restoringRules(Table part) {
        return leading(part.reference(), part.chains().values());
    }

    /** One that changes nothing, and that only a kernel or an nft in trouble refuses. */
    public static Transaction harmless(String table) {
        return new Transaction(List.of(new AddTable(table)));
    }

    /** Empties the chains that this makes, for when what should follow it was refused. */
    public Transaction abandoningChains() {
        return new Transaction(commands.stream()
                .filter(AddChain.class::isInstance)
                .map(AddChain.class::cast)
                .<Command>map(
                        added -> new AbandonChain(added.table(), added.chain().name()))
                .toList());
    }

    /**
     * What leads from one state of a table to another, or from part of one to the same part of the other. Sets may come
     * and go, chains may come, go and have other rules, and elements may come, go and change; declarations may not.
     */
    public static Transaction between(Table before, Table after) {
        checkDeclarations(before, after);
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
            deleteElements(
                    commands, table, set.name(), differing(old, set.elements()).keySet());
            added.put(set.name(), differing(set.elements(), old));
        }
        added.forEach((set, elements) -> addElements(commands, table, set, elements));
        before.chains().keySet().stream()
                .filter(chain -> !after.chains().containsKey(chain))
                .forEach(chain -> commands.add(new AbandonChain(table, chain)));
        before.sets().values().stream()
                .filter(set -> !after.sets().containsKey(set.name()))
                .forEach(set -> commands.add(new DeleteSet(table, set.kind(), set.name())));
        return new Transaction(commands);
    }

    /** This and then that, as one. */
    public Transaction and(Transaction next) {
        var both = new ArrayList<>(commands);
        both.addAll(next.commands);
        return new Transaction(both);
    }

    /**
     * The same as two, where it makes chains and leads packets to them: the chains first. A packet under way that still
     * sees the rules from before a transaction may see the elements from after it. By them it would come to a chain
     * that has no rules for it yet, and pass by.
     */
    public List<Transaction> chainsFirst() {
        var made = commands.stream()
                .filter(command -> command instanceof AddChain)
                .map(command -> ((AddChain) command).chain().name())
                .collect(Collectors.toSet());
        var parts = commands.stream().collect(Collectors.partitioningBy(command -> switch (command) {
            case AddTable _, AddSet _, AddChain _ -> true;
            case AddRule rule -> made.contains(rule.chain());
            default -> false;
        }));
        var first = parts.getOrDefault(true, List.of());
        var then = parts.getOrDefault(false, List.of());
        return made.isEmpty() || then.isEmpty()
                ? List.of(this)
                : List.of(new Transaction(first), new Transaction(then));
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return commands.isEmpty();
    }

    /** The script, one command a line. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        commands.forEach(command -> text.append(command).append('\n'));
        return text.toString();
    }

    private static void checkDeclarations(Table before, Table after) {
        after.sets().forEach((name, set) -> {
            var old = before.sets().getOrDefault(name, set);
            if (old.kind() != set.kind() || !old.type().equals(set.type())) {
                throw new IllegalArgumentException("declared otherwise before: " + name);
            }
        });
        after.chains().forEach((name, chain) -> {
            if (!before.chains().getOrDefault(name, chain).hook().equals(chain.hook())) {
                throw new IllegalArgumentException("hooked in otherwise before: " + name);
            }
        });
    }

    /** Those of the elements that the others do not have just so. */
    private static Map<String, String> differing(Map<String, String> elements, Map<String, String> others) {
        if (others.isEmpty()) {
            return elements;
        }
        var differing = new LinkedHashMap<String, String>();
        elements.forEach((key, value) -> {
            if (!value.equals(others.get(key))) {
                differing.put(key, value);
            }
        });
        return differing;
    }

    private static void addChains(
            List<Command> commands, String table, Collection<Chain> chains, Set<String> alreadyThere) {
        // All chains before any rule: rules go to chains.
        chains.stream()
                .filter(chain -> !alreadyThere.contains(chain.name()))
                .forEach(chain -> commands.add(new AddChain(table, chain)));
        chains.forEach(chain -> addRules(commands, table, chain));
    }

    private static void addRules(List<Command> commands, String table, Chain chain) {
        chain.rules().forEach(rule -> commands.add(new AddRule(table, chain.name(), rule)));
    }

    private static void addElements(List<Command> commands, String table, String set, Map<String, String> elements) {
        var part = new LinkedHashMap<String, String>();
        for (var element : elements.entrySet()) {
            part.put(element.getKey(), element.getValue());
            if (part.size() == ELEMENTS_PER_COMMAND) {
                commands.add(new AddElements(table, set, part));
                part = new LinkedHashMap<>();
            }
        }
        if (!part.isEmpty()) {
            commands.add(new AddElements(table, set, part));
        }
    }

    private static void deleteElements(List<Command> commands, String table, String set, Collection<String> gone) {
        var keys = List.copyOf(gone);
        for (var from = 0; from < keys.size(); from += ELEMENTS_PER_COMMAND) {
            var to = Math.min(keys.size(), from + ELEMENTS_PER_COMMAND);
            commands.add(new DeleteElements(table, set, keys.subList(from, to)));
        }
    }
}

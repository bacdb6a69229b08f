package io.portico.nodeproxy.nft;

import io.portico.nodeproxy.nft.Transaction.AbandonChain;
import io.portico.nodeproxy.nft.Transaction.AddChain;
import io.portico.nodeproxy.nft.Transaction.AddElements;
import io.portico.nodeproxy.nft.Transaction.AddRule;
import io.portico.nodeproxy.nft.Transaction.AddSet;
import io.portico.nodeproxy.nft.Transaction.AddTable;
import io.portico.nodeproxy.nft.Transaction.Command;
import io.portico.nodeproxy.nft.Transaction.DeleteChain;
import io.portico.nodeproxy.nft.Transaction.DeleteElements;
import io.portico.nodeproxy.nft.Transaction.DeleteSet;
import io.portico.nodeproxy.nft.Transaction.DeleteTable;
import io.portico.nodeproxy.nft.Transaction.FlushChain;
import io.portico.nodeproxy.nft.process.Nft;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A kernel that remembers tables, and refuses what the kernel refuses. */
public final class FakeNft implements Nft {
    private static final Pattern SET = Pattern.compile("@(\\S+)");
    private static final Pattern GOTO = Pattern.compile("\\bgoto (\\S+)");

    private final List<Transaction> transactions = new CopyOnWriteArrayList<>();
    private volatile Map<String, Contents> tables = new HashMap<>();
    private volatile Map<Pattern, String> refusals = Map.of();

    private record Contents(
            Map<String, Map<String, String>> sets,
            Map<String, List<String>> chains,
            Map<String, ElementSet> declaredSets,
            Map<String, String> hooks) {
        Contents() {
            this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        }

        Contents copy() {
            var copy = new Contents();
            sets.forEach((name, elements) -> copy.sets.put(name, new TreeMap<>(elements)));
            chains.forEach((name, rules) -> copy.chains.put(name, new ArrayList<>(rules)));
            copy.declaredSets.putAll(declaredSets);
            copy.hooks.putAll(hooks);
            return copy;
        }

        boolean isLedTo(String chain) {
            var goesThere = "goto " + chain + " ";
            return Stream.concat(
                            chains.values().stream().flatMap(List::stream),
                            sets.values().stream().flatMap(elements -> elements.values().stream()))
                    .anyMatch(text -> (text + " ").contains(goesThere));
        }
    }

    @Override
    public synchronized void apply(Transaction transaction) throws NftException {
        tables = after(transaction);
        transactions.add(transaction);
    }

    @Override
    public synchronized void check(Transaction transaction) throws NftException {
        var _ = after(transaction);
    }

    private Map<String, Contents> after(Transaction transaction) throws NftException {
        var script = transaction.toString();
        for (var refused : refusals.entrySet()) {
            if (refused.getKey().matcher(script).find()) {
                throw NftException.refusal(refused.getValue());
            }
        }
        var copy = new HashMap<String, Contents>();
        tables.forEach((name, contents) -> copy.put(name, contents.copy()));
        for (var command : transaction.commands()) {
            run(copy, command);
        }
        return copy;
    }

    @Override
    public Found find(Family family, String table) throws NftException {
        for (var refused : refusals.entrySet()) {
            if (refused.getKey()
                    .matcher("list chains " + Tokens.of(family) + " " + table)
                    .find()) {
                throw NftException.refusal(refused.getValue());
            }
        }
        var contents = tables.getOrDefault(Tokens.of(family) + " " + table, new Contents());
        var kinds = new TreeMap<String, ElementSet.Kind>();
        contents.declaredSets.forEach((name, set) -> kinds.put(name, set.kind()));
        return new Found(contents.hooks, kinds);
    }

    @Override
    public String version() {
        return "no nft at all";
    }

    /** Refuses everything from now on, with that message; empty: nothing any longer. */
    public void refuse(String message) {
        refusals = message.isEmpty() ? Map.of() : Map.of(Pattern.compile(""), message);
    }

    /** Refuses transactions in whose script that pattern is found, and nothing else, from now on. */
    public void refuse(String pattern, String message) {
        refusals = Map.of(Pattern.compile(pattern), message);
    }

    /** What was carried out. */
    public List<Transaction> transactions() {
        return transactions;
    }

    /** Somebody else empties the kernel. */
    public void flush() {
        tables = new HashMap<>();
    }

    /** Somebody else carries that out. */
    public synchronized void meddle(Transaction transaction) {
        try {
            tables = after(transaction);
        } catch (NftException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The elements of a set or map, sorted. */
    public Map<String, String> elements(String table, String set) {
        var contents = tables.get(table);
        return contents == null ? Map.of() : contents.sets.getOrDefault(set, Map.of());
    }

    /** All that it holds of a table; nothing when there is no such table. */
    public Table table(Family family, String name) {
        var contents = tables.getOrDefault(Tokens.of(family) + " " + name, new Contents());
        var sets = contents.declaredSets.values().stream()
                .map(set -> new ElementSet(set.kind(), set.name(), set.type(), contents.sets.get(set.name())))
                .toList();
        var chains = contents.chains.entrySet().stream()
                .map(chain ->
                        new Chain(chain.getKey(), contents.hooks.getOrDefault(chain.getKey(), ""), chain.getValue()))
                .toList();
        return Table.of(family, name, sets, chains);
    }

    /** The rules of a chain, in order. */
    public List<String> rules(String table, String chain) {
        var contents = tables.get(table);
        return contents == null ? List.of() : contents.chains.getOrDefault(chain, List.of());
    }

    /** The names of the sets and maps of a table. */
    public Set<String> sets(String table) {
        var contents = tables.get(table);
        return contents == null ? Set.of() : contents.sets.keySet();
    }

    /** The names of the chains of a table, sorted. */
    public Set<String> chains(String table) {
        var contents = tables.get(table);
        return contents == null ? Set.of() : contents.chains.keySet();
    }

    /** Whether it holds exactly what the table says, chains that nobody goes to aside. */
    public boolean holds(Table table) {
        var contents = tables.get(table.reference());
        return contents != null
                && table.sets().values().stream()
                        .allMatch(set -> contents.sets.get(set.name()).equals(set.elements()))
                && table.chains().values().stream()
                        .allMatch(chain -> contents.chains.get(chain.name()).equals(chain.rules()));
    }

    private static void run(Map<String, Contents> tables, Command command) throws NftException {
        // "add chain ip portico x", say.
        var words = List.of(command.toString().split(" ", 5));
        var isThere = command instanceof AddTable || tables.containsKey(words.get(2) + " " + words.get(3));
        check(isThere, "No such file or directory", command);
        switch (command) {
            case AddTable(var table) -> tables.putIfAbsent(table, new Contents());
            case DeleteTable(var table) -> check(tables.remove(table) != null, "No such file or directory", command);
            case AddSet(var table, var set) -> {
                var contents = tables.get(table);
                contents.sets.putIfAbsent(set.name(), new TreeMap<>());
                var declared = contents.declaredSets.putIfAbsent(
                        set.name(), new ElementSet(set.kind(), set.name(), set.type(), Map.of()));
                check(declared == null || declared.type().equals(set.type()), "File exists", command);
            }
            case AddChain(var table, var chain) -> {
                var contents = tables.get(table);
                contents.chains.putIfAbsent(chain.name(), new ArrayList<>());
                var hook = contents.hooks.putIfAbsent(chain.name(), chain.hook());
                check(hook == null || hook.equals(chain.hook()), "Operation not supported", command);
            }
            case DeleteSet(var table, var kind, var set) -> {
                var contents = tables.get(table);
                var there = contents != null && contents.sets.remove(set) != null;
                check(there && kind == contents.declaredSets.remove(set).kind(), "No such file or directory", command);
                var used = contents.chains.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(rule -> (rule + " ").contains("@" + set + " "));
                check(!used, "Device or resource busy", command);
            }
            case DeleteChain(var table, var chain) -> {
                var there = tables.get(table).chains.remove(chain) != null;
                check(there, "No such file or directory", command);
                tables.get(table).hooks.remove(chain);
                check(!tables.get(table).isLedTo(chain), "Device or resource busy", command);
            }
            case FlushChain(var table, var chain) -> flush(tables.get(table), chain, command);
            case AbandonChain(var table, var chain) -> flush(tables.get(table), chain, command);
            case AddRule(var table, var chain, var rule) -> {
                check(tables.get(table).chains.containsKey(chain), "No such file or directory", command);
                checkTarget(tables.get(table), rule, command);
                var used = SET.matcher(rule);
                while (used.find()) {
                    var known = tables.get(table).sets.containsKey(used.group(1));
                    check(known, "No such file or directory", command);
                }
                tables.get(table).chains.get(chain).add(rule);
            }
            case AddElements(var table, var set, var elements) -> {
                var known = tables.get(table).sets.get(set);
                for (var element : elements.entrySet()) {
                    var before = known.put(element.getKey(), element.getValue());
                    check(before == null || before.equals(element.getValue()), "File exists", command);
                    checkTarget(tables.get(table), element.getValue(), command);
                }
            }
            case DeleteElements(var table, var set, var keys) -> {
                for (var key : keys) {
                    check(tables.get(table).sets.get(set).remove(key) != null, "No such file or directory", command);
                }
            }
        }
    }

    private static void flush(Contents contents, String chain, Command command) throws NftException {
        check(contents.chains.containsKey(chain), "No such file or directory", command);
        contents.chains.get(chain).clear();
    }

    private static void checkTarget(Contents contents, String text, Command command) throws NftException {
        var target = GOTO.matcher(text);
        check(!target.find() || contents.chains.containsKey(target.group(1)), "No such file or directory", command);
    }

    private static void check(boolean condition, String message, Command command) throws NftException {
        if (!condition) {
            throw NftException.refusal("Error: Could not process rule: " + message + " | " + command);
        }
    }
}

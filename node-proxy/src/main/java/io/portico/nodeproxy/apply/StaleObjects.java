package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.layout.TableLayout;
import io.portico.nodeproxy.nft.Chain;
import io.portico.nodeproxy.nft.ElementSet;
import io.portico.nodeproxy.nft.Found;
import io.portico.nodeproxy.nft.Table;
import io.portico.nodeproxy.nft.Tokens;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.Transaction.AbandonChain;
import io.portico.nodeproxy.nft.Transaction.AddChain;
import io.portico.nodeproxy.nft.Transaction.AddSet;
import io.portico.nodeproxy.nft.Transaction.Command;
import io.portico.nodeproxy.nft.Transaction.DeleteChain;
import io.portico.nodeproxy.nft.Transaction.DeleteSet;
import io.portico.nodeproxy.nft.process.Nft;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** What is in our table in the kernel and belongs to no rules that are wanted. */
final class StaleObjects {
    private static final Logger LOG = Logger.getLogger(StaleObjects.class);

    private final Nft nft;
    private final String table;
    private final Set<String> hooks = new TreeSet<>();
    private final Set<String> chains = new TreeSet<>();
    private final Map<String, ElementSet.Kind> sets = new TreeMap<>();

    StaleObjects(Nft nft, Family family) {
        this.nft = nft;
        this.table = Tokens.of(family) + " " + TableLayout.TABLE;
    }

    /** A layout none of whose names is taken, except by what goes from one generation to the next. */
    static TableLayout layoutBeside(Found found, Family family, RuleSettings settings) {
        var first = TableLayout.first(family, settings);
        var hooks = first.hooks().stream().collect(Collectors.toMap(Chain::name, Chain::hook));
        var taken = found.chains().keySet().stream()
                .filter(chain -> !hooks.containsKey(chain))
                .map(TableLayout::generationOf)
                .collect(Collectors.toSet());
        found.sets().keySet().stream()
                .filter(set -> !set.startsWith(TableLayout.LEARNED))
                .map(TableLayout::generationOf)
                .forEach(taken::add);
        var otherwise = hooks.entrySet().stream()
                .anyMatch(hook -> !found.chains()
                        .getOrDefault(hook.getKey(), hook.getValue())
                        .equals(hook.getValue()));
        var generation = IntStream.iterate(otherwise ? 2 : 1, number -> number + 1)
                .filter(number -> !taken.contains(number))
                .findFirst()
                .orElseThrow();
        return new TableLayout(family, settings, generation, otherwise);
    }

    /**
     * Removes the generations that no packet is led to: of a proxy that ended while it took over. The kernel knows
     * which these are: it refuses to delete the entrance of the one in use.
     *
     * @return what remains
     */
    Found withoutUnreached(Found found) throws InterruptedException {
        var remaining = found;
        for (var chain : found.chains().keySet()) {
            var generation = TableLayout.generationOf(chain);
            if (chain.equals(TableLayout.entrance(generation)) && isDone(deleting(List.of(chain)))) {
                remaining = without(remaining, generation, chain);
            }
        }
        return remaining;
    }

    private Found without(Found found, int generation, String entrance) throws InterruptedException {
        var theirChains = new TreeSet<>(found.chains().keySet());
        theirChains.removeIf(chain -> found.isHook(chain) || TableLayout.generationOf(chain) != generation);
        theirChains.remove(entrance);
        var theirSets = new TreeMap<>(found.sets());
        theirSets
                .keySet()
                .removeIf(set -> set.startsWith(TableLayout.LEARNED) || TableLayout.generationOf(set) != generation);
        var rest = new TreeMap<>(found.chains());
        rest.remove(entrance);
        var restSets = new TreeMap<>(found.sets());
        if (isDone(emptying(theirChains, theirSets)) && isDone(deleting(theirChains))) {
            rest.keySet().removeAll(theirChains);
            restSets.keySet().removeAll(theirSets.keySet());
        }
        return new Found(rest, restSets);
    }

    /** All that was found and is not wanted is left over, and nothing else. */
    void expect(Found found, Table wanted) {
        forget();
        for (var chain : found.chains().keySet()) {
            if (!wanted.chains().containsKey(chain)) {
                (found.isHook(chain) ? hooks : chains).add(chain);
            }
        }
        sets.putAll(found.sets());
        sets.keySet().removeAll(wanted.sets().keySet());
    }

    /** Nothing is. */
    void forget() {
        hooks.clear();
        chains.clear();
        sets.clear();
    }

    /** What that transaction leaves over, or takes into use again. */
    void follow(Transaction done) {
        for (var command : done.commands()) {
            switch (command) {
                case AddChain(var _, var chain) -> chains.remove(chain.name());
                case AddSet(var _, var set) -> sets.remove(set.name());
                case AbandonChain(var _, var chain) -> chains.add(chain);
                default -> {}
            }
        }
    }

    /** What that transaction made is not wanted after all, and no packet meets it. */
    void abandon(Transaction made) {
        for (var command : made.commands()) {
            switch (command) {
                case AddChain(var _, var chain) -> chains.add(chain.name());
                case AddSet(var _, var set) -> sets.put(set.name(), set.kind());
                default -> {}
            }
        }
    }

    /** Whether the kernel still leads packets to chains of another version. */
    boolean haveHooks() {
        return !hooks.isEmpty();
    }

    /** Ends that. */
    void disarmHooks() throws NftException, InterruptedException {
        nft.apply(emptying(hooks, Map.of()));
        chains.addAll(hooks);
        hooks.clear();
    }

    /** Removes it all; what is refused stays for the next time. */
    void remove() throws InterruptedException {
        if (chains.isEmpty() && sets.isEmpty()) {
            return;
        }
        try {
            nft.apply(emptying(chains, sets));
            sets.clear();
            // Apart: a kernel before 6.2 lets go of the chains only some time after the elements that led there.
            nft.apply(deleting(chains));
            chains.clear();
        } catch (NftException e) {
            LOG.debugf("left for later in table %s: %s", table, e.getMessage());
            if (e.missing()) {
                forget();
            }
        }
    }

    private boolean isDone(Transaction transaction) throws InterruptedException {
        try {
            nft.apply(transaction);
            return true;
        } catch (NftException e) {
            LOG.debugf("in use in table %s: %s", table, e.getMessage());
            return false;
        }
    }

    private Transaction emptying(Collection<String> unusedChains, Map<String, ElementSet.Kind> unusedSets) {
        var commands = new ArrayList<Command>();
        unusedChains.forEach(chain -> commands.add(new AbandonChain(table, chain)));
        unusedSets.forEach((set, kind) -> commands.add(new DeleteSet(table, kind, set)));
        return new Transaction(commands);
    }

    private Transaction deleting(Collection<String> unusedChains) {
        return new Transaction(unusedChains.stream()
                .<Command>map(chain -> new DeleteChain(table, chain))
                .toList());
    }
}

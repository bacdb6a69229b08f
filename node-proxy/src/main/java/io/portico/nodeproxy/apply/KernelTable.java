package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.model.ProxyState;
import io.portico.nodeproxy.model.layout.Load;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.layout.TableLayout;
import io.portico.nodeproxy.nft.Family;
import io.portico.nodeproxy.nft.Nft;
import io.portico.nodeproxy.nft.NftException;
import io.portico.nodeproxy.nft.Transaction;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One table in the kernel, and what is known of it. In the steady state the kernel is never asked for it.
 *
 * <p>Before the first transaction, and after one that failed, it is not known what is there. The table is taken over
 * then: all rules are made anew beside what is there, in transactions of bounded size; one more leads the packets to
 * them; what is old goes later, when no packet under way can meet it. So there is no moment without rules, and the
 * clients of sticky Services stay where they are.
 */
final class KernelTable {
    /**
     * Endpoints and ports of one transaction. It bounds nft's memory (2 KB for each) and the time for which the kernel
     * serves nobody else's netlink; half of it would cost 5 % of time (docs/benchmarks.md).
     */
    private static final int STEP = 6_000;

    /**
     * Transactions at a time while a table is loaded: while the kernel takes one, nft reads another, and a third is
     * written. On two processors two take half the time of one.
     */
    private static final int AT_A_TIME = 3;

    /** A packet under way through the rules of another version has left them long before. */
    private static final long GRACE_MILLIS = 50;

    private final Nft nft;
    private final Family family;
    private final RuleSettings settings;
    private final Leftovers leftovers;
    private volatile @Nullable Ruleset known;
    private boolean lost;
    private boolean declaredOtherwise;

    KernelTable(Nft nft, Family family, RuleSettings settings) {
        this.nft = nft;
        this.family = family;
        this.settings = settings;
        this.leftovers = new Leftovers(nft, family);
    }

    /** What is in the kernel; no Service's rules while that is not known. May be called by any thread. */
    Ruleset rules() {
        var rules = known;
        return rules == null ? Ruleset.empty(TableLayout.first(family, settings)) : rules;
    }

    /**
     * Whether somebody else flushed or deleted it since it was last applied; it is made anew the next time then.
     * Nothing is listed, so the cost does not grow with the table. A flushed set or a single deleted rule is not
     * noticed.
     */
    boolean isLost() throws InterruptedException {
        var rules = known;
        if (rules == null) {
            return false;
        }
        try {
            var table = Ruleset.empty(rules.layout()).table();
            nft.apply(
                    Transaction.probing(table, table.sets().values().iterator().next()));
        } catch (NftException e) {
            if (!e.missing()) {
                // Busy, as it should be; or nft itself is in trouble, of which this says nothing.
                return false;
            }
        }
        known = null;
        lost = true;
        return true;
    }

    /** Removes what is there and no packet meets any more, if it can be. */
    void tidy() throws InterruptedException {
        leftovers.remove();
    }

    /** Makes it so. When it throws, each Service has its rules from before or its new ones. */
    void become(ProxyState state) throws NftException, InterruptedException {
        var rules = known;
        // Until it is known to have succeeded, it is not known what is there.
        known = null;
        known = rules == null ? takeOver(state) : advance(rules, state);
    }

    private Ruleset takeOver(ProxyState state) throws NftException, InterruptedException {
        try {
            var after = declaredOtherwise ? replace(state) : handOver(state);
            declaredOtherwise = false;
            lost = false;
            return after;
        } catch (NftException e) {
            declaredOtherwise = e.declaredOtherwise() && !declaredOtherwise;
            throw e;
        }
    }

    private Ruleset handOver(ProxyState state) throws NftException, InterruptedException {
        var found = leftovers.withoutUnreached(nft.find(family, TableLayout.TABLE));
        var rules = Ruleset.empty(Leftovers.layoutBeside(found, family, settings));
        var beginning = rules.beginning();
        // Where nobody leads packets anywhere, the first Services need not wait for the last.
        var atOnce = lost || found.chains().keySet().stream().noneMatch(found::isHook);
        nft.apply(atOnce ? beginning.and(rules.leadingHere()) : beginning);
        var after = load(rules, state);
        if (!atOnce) {
            nft.apply(after.leadingHere());
        }
        leftovers.expect(found, after.table());
        if (leftovers.haveHooks()) {
            Thread.sleep(GRACE_MILLIS);
            leftovers.disarmHooks();
        }
        return after;
    }

    /** For what should not be: a set of clients that some other version declared in another way. */
    private Ruleset replace(ProxyState state) throws NftException, InterruptedException {
        var rules = Ruleset.of(state, TableLayout.first(family, settings));
        nft.apply(Transaction.replacing(rules.table()));
        leftovers.forget();
        return rules;
    }

    private Ruleset load(Ruleset empty, ProxyState state) throws NftException, InterruptedException {
        var load = new Load(empty, state, STEP);
        apply(List.of(load.first()));
        try (var loaders = Executors.newFixedThreadPool(
                AT_A_TIME, Thread.ofPlatform().daemon().name("load-", 1).factory())) {
            var parts = IntStream.range(0, load.parts())
                    .<Callable<Void>>mapToObj(part -> () -> {
                        apply(load.part(part));
                        return null;
                    })
                    .toList();
            for (var part : loaders.invokeAll(parts)) {
                awaitEnd(part);
            }
        }
        return load.after();
    }

    private static void awaitEnd(Future<Void> part) throws NftException, InterruptedException {
        try {
            part.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case NftException refused -> throw refused;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private Ruleset advance(Ruleset from, ProxyState state) throws NftException, InterruptedException {
        var last = from;
        for (var step : from.stepsTo(state, STEP)) {
            apply(step.since(last).chainsFirst());
            last = step;
        }
        return last;
    }

    private void apply(List<Transaction> transactions) throws NftException, InterruptedException {
        for (var transaction : transactions) {
            if (!transaction.isEmpty()) {
                nft.apply(transaction);
                synchronized (leftovers) {
                    leftovers.follow(transaction);
                }
            }
        }
    }
}

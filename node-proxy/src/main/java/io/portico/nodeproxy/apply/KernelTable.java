package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.model.explain.InForce;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.layout.Part;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.layout.TableLayout;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.process.Nft;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Family;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One table in the kernel, and what is known of it. In the steady state the kernel is never asked for it.
 *
 * <p>Before the first transaction, and after one that perhaps was carried out, it is not known what is there. The table
 * is taken over then: all rules are made anew beside what is there, in transactions of bounded size; one more leads the
 * packets to them; what is old goes later, when no packet under way can meet it. So there is no moment without rules,
 * and the clients of sticky Services stay where they are. Used by one thread, but for {@link #standing}.
 */
final class KernelTable {
    private static final Logger LOG = Logger.getLogger(KernelTable.class);

    /**
     * Endpoints and ports of one transaction. It bounds nft's memory (2 KB for each) and the time for which the kernel
     * serves nobody else's netlink; half of it would cost 5 % of time (docs/benchmarks.md).
     */
    private static final int STEP = 6_000;

    /** A packet under way through the rules of another version has left them long before. */
    private static final long GRACE_MILLIS = 50;

    private final Nft nft;
    private final Family family;
    private final RuleSettings settings;
    private final StaleObjects leftovers;
    private final Carrier carrier;
    private final Refusals refusals = new Refusals(System::nanoTime);
    private final Sweep sweep;
    /** What is there, exactly; null when that is not known. */
    private @Nullable Ruleset known;

    private volatile Standing standing;
    private boolean lost;
    private boolean declaredOtherwise;
    private boolean replacingFailed;

    KernelTable(Nft nft, Family family, RuleSettings settings) {
        this.nft = nft;
        this.family = family;
        this.settings = settings;
        this.leftovers = new StaleObjects(nft, family);
        this.carrier = new Carrier(nft, leftovers);
        this.sweep = new Sweep(nft);
        this.standing = new Standing(
                nothing(),
                false,
                "this proxy has not made its rules yet: those of an earlier one, if there are any, are in force until"
                        + " then");
    }

    /** What packets meet, as far as that is known. May be called by any thread. */
    Standing standing() {
        return standing;
    }

    /** What the kernel refused, and why. May be called by any thread. */
    Refusals refusals() {
        return refusals;
    }

    /**
     * What packets meet that ask there. The kernel is asked whether what should be there is. May be called by any
     * thread.
     */
    InForce inForce(Question question) throws InterruptedException {
        var now = standing;
        var rules = now.rules();
        var notes = new ArrayList<String>();
        if (!now.doubt().isEmpty()) {
            notes.add(now.doubt());
        }
        var refused = new HashMap<NamespacedName, String>();
        refusals.reasons().forEach((part, why) -> {
            if (part instanceof Part.OfService(var name)) {
                refused.put(name, why);
            }
        });
        if (now.known() && rules.services().size() > 0 && isGone(rules)) {
            notes.add("the rules are gone: somebody flushed them; they are made anew at the next check");
            return new InForce(nothing().table(), List.of(), true, notes, refused);
        }
        var presence = new Presence(nft, rules.table(), question);
        var missing = now.known() ? presence.missing() : Map.<String, Set<String>>of();
        missing.forEach((set, keys) -> notes.add("somebody removed from " + set + " what is missed there, until it is"
                + " made again within 5 minutes: " + String.join(", ", keys)));
        return new InForce(presence.without(missing), now.ports(), now.known(), notes, refused);
    }

    /**
     * Whether somebody else flushed or deleted it since it was last applied; it is made anew the next time then.
     * Nothing is listed, so the cost does not grow with the table.
     */
    boolean isLost() throws InterruptedException {
        var rules = known;
        if (rules == null || !isGone(rules)) {
            return false;
        }
        known = null;
        lost = true;
        standing = new Standing(nothing(), true, "somebody flushed the rules; they are being made anew");
        return true;
    }

    /** Whether the rules that should be in force are gone from the kernel, or led to no more. */
    boolean isGone(Ruleset rules) throws InterruptedException {
        var table = Ruleset.empty(rules.layout()).table();
        try {
            nft.check(
                    Transaction.probing(table, table.sets().values().iterator().next()));
            return true;
        } catch (NftException e) {
            // Busy, as it should be; or nft itself is in trouble, of which this says nothing.
            return e.missing();
        }
    }

    /**
     * Looks whether some of the table is still there, and makes it again if not.
     *
     * @param steps how many calls go through the whole table
     * @return what was missing, in nft's words; empty when nothing was
     */
    String sweep(int steps) throws InterruptedException {
        var rules = known;
        if (rules == null) {
            return "";
        }
        try {
            return sweep.step(rules, steps);
        } catch (NftException e) {
            if (e.mismatch()) {
                // Elements with other values, say: all is made anew beside it.
                known = null;
                return String.valueOf(e.getMessage());
            }
            // nft is in trouble. What was tried does no harm when it is done twice.
            sweep.restart();
            return "";
        }
    }

    /** Removes what is there and no packet meets any more, if it can be. */
    void tidy() throws InterruptedException {
        leftovers.remove();
    }

    /** Whether something remains to be done for that state now, although it was applied. */
    boolean isDue(ProxyState state) {
        return known == null || !refusals.due(state).isEmpty();
    }

    /**
     * Makes it so, but for what the kernel refuses: see {@link #refusals}.
     *
     * @throws NftException when it is nobody's fault; each Service has its rules from before or its new ones then
     */
    void sync(ProxyState state) throws NftException, InterruptedException {
        var rules = known;
        if (rules != null && !advance(rules, state)) {
            known = null;
        }
        if (known == null) {
            takeOver(state);
            sweep.restart();
        }
    }

    /** Changes what is there; false when that is something else than was thought. */
    private boolean advance(Ruleset from, ProxyState state) throws NftException, InterruptedException {
        var settling = settling(state, null, NftException::mismatch, this::reached);
        try {
            var last = from;
            for (var parts : from.stepsTo(state, STEP)) {
                last = settling.settle(last, refusals.without(parts));
            }
            for (var part : refusals.due(state)) {
                refusals.forgetSettled(last, state);
                last = settling.settleAgain(last, part);
            }
            settled(last, state);
            return true;
        } catch (NftException e) {
            if (!e.refused()) {
                known = null;
                standing = standing.doubting("whether the last change is in force is not known");
                throw e;
            }
            if (!e.mismatch()) {
                throw e;
            }
            LOG.warnf("the %s table is not as it was left, so it is made anew: %s", family.value(), e.getMessage());
            return false;
        }
    }

    private void takeOver(ProxyState state) throws NftException, InterruptedException {
        try {
            if (declaredOtherwise) {
                replace(state);
            } else {
                handOver(state);
            }
            declaredOtherwise = false;
            replacingFailed = false;
            lost = false;
        } catch (NftException e) {
            replacingFailed = replacingFailed || declaredOtherwise;
            declaredOtherwise = e.declaredOtherwise() && !replacingFailed;
            throw e;
        }
    }

    private void handOver(ProxyState state) throws NftException, InterruptedException {
        var found = leftovers.withoutUnreached(nft.find(family, TableLayout.TABLE));
        var rules = Ruleset.empty(StaleObjects.layoutBeside(found, family, settings));
        var beginning = rules.beginning();
        // Where nobody leads packets anywhere, the first Services need not wait for the last.
        var atOnce = lost || found.chains().keySet().stream().noneMatch(found::isHook);
        var before = standing.rules();
        nft.apply(atOnce ? beginning.and(rules.leadingHere()) : beginning);
        Consumer<Ruleset> reached = so -> standing = atOnce
                ? new Standing(
                        so,
                        true,
                        "the rules are being made: of so many Services so far: "
                                + so.services().size() + " of "
                                + state.services().size())
                : standing.doubting("new rules are being made beside these: of so many Services so far: "
                        + so.services().size() + " of " + state.services().size());
        reached.accept(rules);
        Predicate<NftException> otherwise = e -> e.declaredOtherwise() && !replacingFailed;
        var after = new Loading(settling(state, before, otherwise, reached), rules, STEP).load();
        if (!atOnce) {
            nft.apply(after.leadingHere());
        }
        settled(after, state);
        leftovers.expect(found, after.table());
        if (leftovers.haveHooks()) {
            Thread.sleep(GRACE_MILLIS);
            leftovers.disarmHooks();
        }
    }

    /** For what should not be: a set of clients that some other version declared in another way. */
    private void replace(ProxyState state) throws NftException, InterruptedException {
        var rules = Ruleset.of(state, TableLayout.first(family, settings));
        nft.apply(Transaction.replacing(rules.table()));
        leftovers.forget();
        settled(rules, state);
    }

    private Settling settling(
            ProxyState state, @Nullable Ruleset before, Predicate<NftException> outOfStep, Consumer<Ruleset> reached) {
        return new Settling(carrier, refusals, state, before, outOfStep, reached);
    }

    private void reached(Ruleset rules) {
        known = rules;
        standing = new Standing(rules, true, "");
    }

    private void settled(Ruleset rules, ProxyState state) {
        refusals.forgetSettled(rules, state);
        reached(rules.basedOn(state, refusals.parts()));
    }

    private Ruleset nothing() {
        return Ruleset.empty(TableLayout.first(family, settings));
    }
}

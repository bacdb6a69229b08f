package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.model.layout.Part;
import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.nft.process.NftException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Leads a table towards a state, part by part where the kernel does not take all of them at once: those that it refuses
 * are found by halving, and stay as they were; the others are not held up.
 *
 * @param before rules that were once in force, for parts that the kernel refuses in their new form; null for none
 * @param outOfStep refusals that say more of the kernel's state than of any part: thrown at once
 * @param reached told of each step that was made
 */
record Settling(
        Carrier carrier,
        Refusals refusals,
        ProxyState state,
        @Nullable Ruleset before,
        Predicate<NftException> outOfStep,
        Consumer<Ruleset> reached) {
    /**
     * Changes those parts.
     *
     * @throws NftException when no part is to blame; steps may have been made
     */
    Ruleset settle(Ruleset from, List<Part> parts) throws NftException, InterruptedException {
        if (parts.isEmpty()) {
            return from;
        }
        try {
            return step(from, from.following(state, parts));
        } catch (NftException e) {
            if (!e.refused() || outOfStep.test(e) || !carrier.works(from.reference())) {
                throw e;
            }
            if (parts.size() == 1) {
                return refused(from, parts.getFirst(), e);
            }
        }
        var half = parts.size() / 2;
        return settle(settle(from, parts.subList(0, half)), parts.subList(half, parts.size()));
    }

    /** Tries one that was refused before. */
    Ruleset settleAgain(Ruleset from, Part part) throws NftException, InterruptedException {
        try {
            return step(from, from.following(state, List.of(part)));
        } catch (NftException e) {
            if (!e.refused() || !carrier.works(from.reference())) {
                throw e;
            }
            return refused(from, part, e);
        }
    }

    private Ruleset refused(Ruleset from, Part part, NftException why) throws NftException, InterruptedException {
        refusals.add(part, state, String.valueOf(why.getMessage()));
        return asBefore(from, part);
    }

    /** Gives a part what it had before, if it had anything and the kernel takes it. */
    Ruleset asBefore(Ruleset from, Part part) throws NftException, InterruptedException {
        if (before == null) {
            return from;
        }
        try {
            return step(from, from.taking(part, before));
        } catch (NftException e) {
            if (!e.refused()) {
                throw e;
            }
            return from;
        }
    }

    private Ruleset step(Ruleset from, Ruleset to) throws NftException, InterruptedException {
        carrier.carryOut(to.since(from).chainsFirst());
        reached.accept(to);
        return to;
    }
}

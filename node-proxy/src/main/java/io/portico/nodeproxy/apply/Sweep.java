package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.process.Nft;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Goes through a table, a few Services at a time, and looks whether all is there. Elements are asked for by a deletion
 * that is only checked, which costs the kernel and nft no more than these elements; a listing would fetch the whole
 * table. There is no such way to ask for rules: they are written again, whether they are there or not.
 */
final class Sweep {
    private static final int FEWEST = 50;

    private final Nft nft;
    /** The Services of each step to come; the frame of the table is the step of none. */
    private final Deque<List<NamespacedName>> steps = new ArrayDeque<>();

    Sweep(Nft nft) {
        this.nft = nft;
    }

    /** Begins anew the next time. */
    void restart() {
        steps.clear();
    }

    /**
     * Looks at the next few Services, and at all that remain when something was missing.
     *
     * @param most in how many steps the whole table is gone through
     * @return what was missing, in nft's words; empty when nothing was
     * @throws NftException when something is missing and could not be made again
     */
    String step(Ruleset rules, int most) throws NftException, InterruptedException {
        if (steps.isEmpty()) {
            begin(rules, most);
        }
        var missing = look(rules, steps.removeFirst());
        if (!missing.isEmpty()) {
            begin(rules, most);
            while (!steps.isEmpty()) {
                var _ = look(rules, steps.removeFirst());
            }
        }
        return missing;
    }

    private void begin(Ruleset rules, int most) {
        var names = rules.services().keys().stream().sorted().toList();
        var size = Math.max(FEWEST, (names.size() + most - 1) / most);
        steps.clear();
        steps.add(List.of());
        IntStream.iterate(0, from -> from < names.size(), from -> from + size)
                .forEach(from -> steps.add(new ArrayList<>(names.subList(from, Math.min(names.size(), from + size)))));
    }

    private String look(Ruleset rules, List<NamespacedName> names) throws NftException, InterruptedException {
        var part = names.isEmpty() ? rules.frame() : rules.part(names);
        var elements = Transaction.touching(part);
        if (!elements.isEmpty()) {
            try {
                nft.check(elements);
            } catch (NftException e) {
                if (!e.missing()) {
                    // nft is in trouble: of the table this says nothing.
                    return "";
                }
                nft.apply(Transaction.restoring(part));
                return String.valueOf(e.getMessage());
            }
        }
        var again = Transaction.restoringRules(part);
        if (!again.isEmpty()) {
            nft.apply(again);
        }
        return "";
    }
}

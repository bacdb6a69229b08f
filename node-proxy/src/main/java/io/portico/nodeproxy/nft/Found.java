package io.portico.nodeproxy.nft;

import java.util.Map;

/**
 * What a table in the kernel has, without rules and elements.
 *
 * @param chains by name: where the kernel enters them, as {@link Chain#hook} says it; empty for others
 * @param sets sets and maps by name; some may be missing when nft could not read them all
 */
public record Found(Map<String, String> chains, Map<String, ElementSet.Kind> sets) {
    /** Copies the maps. */
    public Found {
        chains = Map.copyOf(chains);
        sets = Map.copyOf(sets);
    }

    /** Whether the kernel enters that chain. */
    public boolean isHook(String chain) {
        return !chains.getOrDefault(chain, "").isEmpty();
    }
}

package io.portico.nodeproxy.nft;

import java.util.List;

/**
 * A chain and its rules.
 *
 * @param name unique in its table
 * @param hook where the kernel enters it, such as {@code type nat hook output priority -100}; empty for a chain that
 *     only other rules go to
 * @param rules in order, each as nft writes it
 */
public record Chain(String name, String hook, List<String> rules) {
    /** Copies the rules. */
    public Chain {
        rules = List.copyOf(rules);
    }

    /** A chain that only other rules go to. */
    public static Chain of(String name, String... rules) {
        return new Chain(name, "", List.of(rules));
    }
}

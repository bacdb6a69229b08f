package io.portico.nodeproxy.nft.process;

import io.portico.nodeproxy.nft.ElementSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Reads what {@code nft} lists of chains, sets and maps. Lines that it does not know are passed over: other tables are
 * listed, too, and newer versions say more.
 */
final class Listing {
    private static final Pattern TABLE = Pattern.compile("table (\\S+ \\S+) \\{.*");
    private static final Pattern THING = Pattern.compile("\\t(chain|set|map) (\\S+) \\{.*");
    private static final Pattern HOOK = Pattern.compile("\\t\\t(type \\S+ hook [^;]*);.*");

    private Listing() {}

    /** Of the chains of that table, where the kernel enters them; empty for others. */
    static Map<String, String> chains(String listing, String table) {
        var chains = new HashMap<String, String>();
        read(listing, table, (kindAndName, line) -> {
            if (kindAndName[0].equals("chain")) {
                var hook = HOOK.matcher(line);
                chains.merge(kindAndName[1], hook.matches() ? hook.group(1) : "", String::concat);
            }
        });
        return chains;
    }

    /** The sets and maps of that table. */
    static Map<String, ElementSet.Kind> sets(String listing, String table) {
        var sets = new HashMap<String, ElementSet.Kind>();
        read(listing, table, (kindAndName, _) -> {
            for (var kind : ElementSet.Kind.values()) {
                if (kind.token().equals(kindAndName[0])) {
                    sets.put(kindAndName[1], kind);
                }
            }
        });
        return sets;
    }

    /** Calls for each line of a thing in that table, with the thing's kind and name. */
    private static void read(String listing, String table, BiConsumer<String[], String> action) {
        var inTable = false;
        var thing = new String[0];
        for (var line : listing.lines().toList()) {
            var tableLine = TABLE.matcher(line);
            var thingLine = THING.matcher(line);
            if (tableLine.matches()) {
                inTable = tableLine.group(1).equals(table);
                thing = new String[0];
            } else if (thingLine.matches()) {
                thing = new String[] {thingLine.group(1), thingLine.group(2)};
            }
            if (inTable && thing.length > 0) {
                action.accept(thing, line);
            }
        }
    }
}

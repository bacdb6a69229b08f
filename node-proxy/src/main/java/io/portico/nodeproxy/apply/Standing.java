package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.state.ServicePort;
import java.util.ArrayList;
import java.util.List;

/**
 * What packets meet in one table, as far as that is known.
 *
 * @param known whether these are the rules at all; if not, others are in force, if any, that this process did not make
 * @param doubt why it may be otherwise, or is about to be, in a sentence; empty when neither is so
 */
record Standing(Ruleset rules, boolean known, String doubt) {
    /** The Service ports of all families that these rules were made for. */
    List<ServicePort> ports() {
        var ports = new ArrayList<ServicePort>();
        rules.services().forEach((_, entry) -> ports.addAll(entry.ports()));
        return ports;
    }

    /** The same rules, with that doubt. */
    Standing doubting(String why) {
        return new Standing(rules, known, why);
    }
}

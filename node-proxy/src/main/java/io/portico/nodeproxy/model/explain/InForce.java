package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.nodeproxy.nft.Table;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Map;

/**
 * The rules that packets meet, whatever should be.
 *
 * @param table of the question's family
 * @param ports of the Services that it was made for, as they were then
 * @param known whether these are the rules at all; if not, others are in force of which nothing is known
 * @param notes what an operator should know of them, in sentences: that they are stale, and why
 * @param refused of Services whose present form the kernel refuses, why
 */
public record InForce(
        Table table, List<ServicePort> ports, boolean known, List<String> notes, Map<NamespacedName, String> refused) {
    /** Copies the collections. */
    public InForce {
        ports = List.copyOf(ports);
        notes = List.copyOf(notes);
        refused = Map.copyOf(refused);
    }

    /** Rules that are as they should be. */
    public static InForce of(Table table, List<ServicePort> ports) {
        return new InForce(table, ports, true, List.of(), Map.of());
    }
}

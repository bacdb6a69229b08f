package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.model.state.ServiceEntry;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How rules of no Service become those for a state: first what several Services share, then the Services in parts of
 * bounded size, which need each other in no order, so that several can be under way at once.
 */
public final class InitialLoad {
    private final Ruleset empty;
    private final Ruleset prepared;
    private final PersistentMap<NamespacedName, ServiceEntry> services;
    private final List<? extends Collection<NamespacedName>> parts;

    /**
     * A load into rules of no Service.
     *
     * @param services that are loaded: those of the state, or some of them, or as they were before
     * @param most endpoints and ports of one part, about
     */
    public InitialLoad(
            Ruleset empty, ProxyState state, PersistentMap<NamespacedName, ServiceEntry> services, int most) {
        this.empty = empty;
        this.prepared = empty.sharing(empty.withAll(state, services));
        this.services = services;
        this.parts = ChangeBatches.between(empty.services(), services, most);
    }

    /** What comes before all parts. */
    public Transaction first() {
        return prepared.since(empty);
    }

    /** How many parts there are; at least one. */
    public int parts() {
        return parts.size();
    }

    /** What makes a part, 0 to {@link #parts} − 1: to be applied one after the other. May be called by any thread. */
    public List<Transaction> part(int number) {
        return prepared.adding(entries(number).values()).chainsFirst();
    }

    /** Those rules with that part as well. */
    public Ruleset with(Ruleset rules, int number) {
        return rules.with(entries(number));
    }

    /** The Services of a part. */
    public List<Part> names(int number) {
        return parts.get(number).stream().<Part>map(Part.OfService::new).toList();
    }

    /** The rules once {@link #first} is applied. */
    public Ruleset prepared() {
        return prepared;
    }

    private Map<NamespacedName, ServiceEntry> entries(int number) {
        var entries = new LinkedHashMap<NamespacedName, ServiceEntry>();
        for (var name : parts.get(number)) {
            var entry = services.get(name);
            if (entry != null) {
                entries.put(name, entry);
            }
        }
        return entries;
    }
}

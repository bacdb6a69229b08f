package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.PersistentMap;
import io.portico.nodeproxy.model.ProxyState;
import io.portico.nodeproxy.model.ServiceEntry;
import io.portico.nodeproxy.model.ServiceName;
import io.portico.nodeproxy.nft.Table;
import io.portico.nodeproxy.nft.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * The rules of one family that make this node forward. Not written out: a Service's part is made from its entry when it
 * is asked for, so that two rulesets with the identical entry of a Service differ nowhere in its part.
 */
public final class Ruleset {
    private final TableLayout layout;
    private final AddressRanges ranges;
    private final PersistentMap<ServiceName, ServiceEntry> services;
    private final Needs needs;

    private Ruleset(
            TableLayout layout, AddressRanges ranges, PersistentMap<ServiceName, ServiceEntry> services, Needs needs) {
        this.layout = layout;
        this.ranges = ranges;
        this.services = services;
        this.needs = needs;
    }

    /** The rules of no Service at all. */
    public static Ruleset empty(TableLayout layout) {
        return new Ruleset(layout, AddressRanges.NONE, PersistentMap.empty(), Needs.none(layout));
    }

    /** The rules for that state. */
    public static Ruleset of(ProxyState state, TableLayout layout) {
        return empty(layout).following(state);
    }

    /** These rules changed to those for that state. */
    public Ruleset following(ProxyState state) {
        return following(state, state.services().differences(services));
    }

    /**
     * Rulesets on the way from these to those for that state, the last of which are those, the steps between them being
     * of about so many endpoints and ports. Each is right for the Services that it has already.
     */
    public List<Ruleset> stepsTo(ProxyState state, int most) {
        var steps = new ArrayList<Ruleset>();
        var last = this;
        for (var names : Steps.between(services, state.services(), most)) {
            last = last.following(state, names);
            steps.add(last);
        }
        return steps;
    }

    /** These rules, of no Service, with all of that state's. */
    Ruleset withAll(ProxyState state) {
        var entries = new ArrayList<ServiceEntry>();
        state.services().forEach((_, entry) -> entries.add(entry));
        return new Ruleset(layout, AddressRanges.of(state, layout), state.services(), needs.adding(entries));
    }

    /** Of these rules, what several Services share, without any Service. */
    Ruleset sharedAlone() {
        return new Ruleset(layout, ranges, PersistentMap.empty(), needs.chains());
    }

    /** What gives these rules, which have what is shared, some Services that they do not have. */
    Transaction adding(Collection<ServiceEntry> entries) {
        var added = new TableParts(layout);
        var shared = new HashSet<Shared>();
        for (var entry : entries) {
            added.add(entry);
            shared.addAll(needs.of(entry));
        }
        shared.removeIf(needs::isThere);
        Needs.sorted(shared).forEach(added::add);
        return Transaction.between(new TableParts(layout).table(), added.table());
    }

    PersistentMap<ServiceName, ServiceEntry> services() {
        return services;
    }

    /** Makes what no Service changes, beside what is there: no packet comes here yet. */
    public Transaction beginning() {
        var fixed = new TableParts(layout);
        fixed.add(layout.chains());
        needs.needed().forEach(fixed::add);
        return Transaction.making(fixed.table());
    }

    /** Leads all packets to these rules. */
    public Transaction leadingHere() {
        return Transaction.leading(reference(), layout.hooks());
    }

    /** What makes these rules out of those of the same layout. */
    public Transaction since(Ruleset before) {
        var was = new TableParts(layout);
        var is = new TableParts(layout);
        for (var name : services.differences(before.services).stream().sorted().toList()) {
            var old = before.services.get(name);
            var now = services.get(name);
            if (old != null) {
                was.add(old);
            }
            if (now != null) {
                is.add(now);
            }
        }
        for (var one : Needs.sorted(needs.counts().differences(before.needs.counts()))) {
            if (before.needs.isThere(one)) {
                was.add(one);
            }
            if (needs.isThere(one)) {
                is.add(one);
            }
        }
        was.add(before.ranges);
        is.add(ranges);
        return Transaction.between(was.table(), is.table());
    }

    /** All of it. */
    public Table table() {
        var all = new TableParts(layout);
        all.add(layout.chains());
        all.add(layout.hooks());
        all.add(ranges);
        services.keys().stream().sorted().forEach(name -> {
            var entry = services.get(name);
            if (entry != null) {
                all.add(entry);
            }
        });
        needs.needed().forEach(all::add);
        return all.table();
    }

    /** How commands refer to the table. */
    public String reference() {
        return layout.family().token() + " " + TableLayout.TABLE;
    }

    /** Where things are and how they are called. */
    public TableLayout layout() {
        return layout;
    }

    /** As {@code nft list table} shows it. */
    @Override
    public String toString() {
        return table().toString();
    }

    private Ruleset following(ProxyState state, Collection<ServiceName> names) {
        var changed = services;
        var changedNeeds = needs;
        for (var name : names) {
            var before = services.get(name);
            var after = state.services().get(name);
            changed = changed.put(name, after);
            changedNeeds = changedNeeds.replacing(before, after);
        }
        return new Ruleset(layout, AddressRanges.of(state, layout), changed, changedNeeds);
    }
}

package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.model.state.ServiceEntry;
import io.portico.nodeproxy.nft.Table;
import io.portico.nodeproxy.nft.Tokens;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one family that make this node forward. Not written out: a Service's part is made from its entry when it
 * is asked for, so that two rulesets with the identical entry of a Service differ nowhere in its part.
 */
public final class Ruleset {
    private final TableLayout layout;
    private final AddressRanges ranges;
    private final PersistentMap<NamespacedName, ServiceEntry> services;
    private final ReferenceCounts needs;

    private Ruleset(
            TableLayout layout,
            AddressRanges ranges,
            PersistentMap<NamespacedName, ServiceEntry> services,
            ReferenceCounts needs) {
        this.layout = layout;
        this.ranges = ranges;
        this.services = services;
        this.needs = needs;
    }

    /** The rules of no Service at all. */
    public static Ruleset empty(TableLayout layout) {
        return new Ruleset(layout, AddressRanges.NONE, PersistentMap.empty(), ReferenceCounts.none(layout));
    }

    /** The rules for that state. */
    public static Ruleset of(ProxyState state, TableLayout layout) {
        return empty(layout).following(state);
    }

    /** These rules changed to those for that state. */
    public Ruleset following(ProxyState state) {
        return followingServices(state, state.services().differences(services)).with(AddressRanges.of(state, layout));
    }

    /**
     * What must change to come from these rules to those for that state, in an order in which each step can be taken;
     * the steps are of about so many endpoints and ports.
     */
    public List<List<Part>> stepsTo(ProxyState state, int most) {
        var steps = new ArrayList<List<Part>>();
        var sets = ranges.differences(AddressRanges.of(state, layout));
        if (!sets.isEmpty()) {
            steps.add(sets.stream().<Part>map(Part.OfRanges::new).toList());
        }
        for (var names : ChangeBatches.between(services, state.services(), most)) {
            if (!names.isEmpty()) {
                steps.add(names.stream().<Part>map(Part.OfService::new).toList());
            }
        }
        return steps;
    }

    /** These rules with some parts as that state has them. */
    public Ruleset following(ProxyState state, Collection<Part> parts) {
        var names = new ArrayList<NamespacedName>();
        var wanted = AddressRanges.of(state, layout);
        var changed = ranges;
        for (var part : parts) {
            switch (part) {
                case Part.OfService(var name) -> names.add(name);
                case Part.OfRanges(var set) -> changed = changed.taking(set, wanted);
            }
        }
        return followingServices(state, names).with(changed);
    }

    /** These rules with that part as others have it, or without it. */
    public Ruleset taking(Part part, @Nullable Ruleset others) {
        return switch (part) {
            case Part.OfService(var name) -> replacing(name, others == null ? null : others.services.get(name));
            case Part.OfRanges(var set) ->
                with(ranges.taking(set, others == null ? AddressRanges.NONE : others.ranges));
        };
    }

    /**
     * The same rules, which are those for that state but for some parts, sharing memory with it: so the next comparison
     * looks only at what changed meanwhile.
     */
    public Ruleset basedOn(ProxyState state, Collection<Part> apart) {
        var shared = state.services();
        for (var part : apart) {
            if (part instanceof Part.OfService(var name)) {
                shared = shared.put(name, services.get(name));
            }
        }
        return new Ruleset(layout, ranges, shared, needs);
    }

    /** Whether the part is in these rules as that state has it. */
    public boolean has(Part part, ProxyState state) {
        return switch (part) {
            case Part.OfService(var name) ->
                Objects.equals(services.get(name), state.services().get(name));
            case Part.OfRanges(var set) ->
                ranges.of(set).equals(AddressRanges.of(state, layout).of(set));
        };
    }

    /** These rules, of no Service, with those Services and with the ranges of that state. */
    Ruleset withAll(ProxyState state, PersistentMap<NamespacedName, ServiceEntry> all) {
        var entries = new ArrayList<ServiceEntry>();
        all.forEach((_, entry) -> entries.add(entry));
        return new Ruleset(layout, AddressRanges.of(state, layout), all, needs.adding(entries));
    }

    /** These rules, of no Service, with the chains and ranges of those. */
    Ruleset sharing(Ruleset others) {
        return new Ruleset(layout, others.ranges, services, needs.withChainsOf(others.needs));
    }

    /** These rules with further Services' as well, each by its name. */
    Ruleset with(Map<NamespacedName, ServiceEntry> added) {
        return new Ruleset(layout, ranges, services.withAll(added), needs.adding(added.values()));
    }

    private Ruleset with(AddressRanges others) {
        return new Ruleset(layout, others, services, needs);
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
        ReferenceCounts.sorted(shared).forEach(added::add);
        return Transaction.between(new TableParts(layout).table(), added.table());
    }

    /** The Services that they are for, each as it was then. */
    public PersistentMap<NamespacedName, ServiceEntry> services() {
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
        for (var one : ReferenceCounts.sorted(needs.counts().differences(before.needs.counts()))) {
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

    /** What some of the Services have in the table, with what they share. */
    public Table part(Collection<NamespacedName> names) {
        var part = new TableParts(layout);
        var shared = new HashSet<Shared>();
        for (var name : names) {
            var entry = services.get(name);
            if (entry != null) {
                part.add(entry);
                shared.addAll(needs.of(entry));
            }
        }
        shared.removeIf(Shared.Choice.class::isInstance);
        ReferenceCounts.sorted(shared).forEach(part::add);
        return part.table();
    }

    /** What is in the table whatever the Services are, with the chains that they share. */
    public Table frame() {
        var frame = new TableParts(layout);
        frame.add(layout.chains());
        frame.add(layout.hooks());
        frame.add(ranges);
        needs.needed().stream().filter(Shared.Choice.class::isInstance).forEach(frame::add);
        return frame.table();
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
        return Tokens.of(layout.family()) + " " + TableLayout.TABLE;
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

    private Ruleset followingServices(ProxyState state, Collection<NamespacedName> names) {
        var changed = this;
        for (var name : names) {
            changed = changed.replacing(name, state.services().get(name));
        }
        return changed;
    }

    private Ruleset replacing(NamespacedName name, @Nullable ServiceEntry after) {
        var before = services.get(name);
        return new Ruleset(layout, ranges, services.put(name, after), needs.replacing(before, after));
    }
}

package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.net.LocalPods;
import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.state.ServiceEntry;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.PersistentMap;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many Services need what they share.
 *
 * @param family whose
 * @param foreignPods whether pods of other nodes, too, may be among those who reach all endpoints of a Service with
 *     {@link LocalPolicy#EXTERNAL} from here, and so reach themselves
 * @param counts from 0 up. Chains stay when nobody needs them any more, at 0: a kernel before 6.2 refuses to delete a
 *     chain in the transaction that removes the last reference to it, and the next Service of so many endpoints finds
 *     them there.
 */
record ReferenceCounts(Family family, boolean foreignPods, PersistentMap<Shared, Integer> counts) {
    private static final Comparator<Shared> ORDER =
            Comparator.comparing(Shared::address, Comparator.nullsFirst(Comparator.<Address>naturalOrder()));

    /** Those of no Service: all choices fall back to the first of one. */
    static ReferenceCounts none(TableLayout layout) {
        var counts = PersistentMap.<Shared, Integer>empty();
        for (var protocol : Protocol.values()) {
            counts = counts.with(new Shared.Choice(protocol, Shared.Asker.ANY, 1), 1);
        }
        return new ReferenceCounts(
                layout.family(), layout.settings().localPods() instanceof LocalPods.InCluster, counts);
    }

    ReferenceCounts replacing(@Nullable ServiceEntry before, @Nullable ServiceEntry after) {
        var changed = counts;
        for (var shared : of(before)) {
            changed = add(changed, shared, -1);
        }
        for (var shared : of(after)) {
            changed = add(changed, shared, 1);
        }
        return new ReferenceCounts(family, foreignPods, changed);
    }

    /** As {@link #replacing}, for many Services that come at once. */
    ReferenceCounts adding(Collection<ServiceEntry> entries) {
        var more = new HashMap<Shared, Integer>();
        for (var entry : entries) {
            for (var shared : of(entry)) {
                more.merge(shared, 1, Integer::sum);
            }
        }
        more.replaceAll((shared, count) -> count + Objects.requireNonNullElse(counts.get(shared), 0));
        return new ReferenceCounts(family, foreignPods, counts.withAll(more));
    }

    /** These, and the chains that others need, by nobody yet. */
    ReferenceCounts withChainsOf(ReferenceCounts others) {
        var more = new HashMap<Shared, Integer>();
        for (var shared : others.counts.keys()) {
            if (shared instanceof Shared.Choice && !isThere(shared)) {
                more.put(shared, 0);
            }
        }
        return new ReferenceCounts(family, foreignPods, counts.withAll(more));
    }

    /** Whether it must be in a table. */
    boolean isNeeded(Shared shared) {
        var count = counts.get(shared);
        return count != null && count > 0;
    }

    /** Whether it is in a table that was led here step by step. */
    boolean isThere(Shared shared) {
        return counts.get(shared) != null;
    }

    /** All that {@link #isNeeded}, in order. */
    List<Shared> needed() {
        return sorted(counts.keys().stream().filter(this::isNeeded).toList());
    }

    /** In an order that does not depend on how they came together. */
    static List<Shared> sorted(Collection<Shared> needs) {
        return needs.stream().sorted(ORDER).toList();
    }

    /** What that Service needs. */
    Set<Shared> of(@Nullable ServiceEntry entry) {
        var needs = new HashSet<Shared>();
        if (entry == null) {
            return needs;
        }
        for (var port : entry.ports()) {
            if (port.key().family() == family) {
                needs.add(new Shared.ClusterIp(port.clusterIp()));
                if (!port.isSticky()) {
                    addChoices(needs, port);
                }
                if (foreignPods && port.isLocal(LocalPolicy.EXTERNAL)) {
                    port.endpoints().forEach(endpoint -> needs.add(new Shared.Hairpin(endpoint.address())));
                }
            }
        }
        entry.endpointsHere().stream()
                .filter(address -> address.family() == family)
                .forEach(address -> needs.add(new Shared.Hairpin(address)));
        return needs;
    }

    private static void addChoices(Set<Shared> needs, ServicePort port) {
        addChoice(needs, port, Shared.Asker.ANY, port.endpoints());
        if (port.isLocal(LocalPolicy.INTERNAL)) {
            addChoice(needs, port, Shared.Asker.ANY, port.endpointsHere());
        }
        if (port.isLocal(LocalPolicy.EXTERNAL)) {
            addChoice(needs, port, Shared.Asker.INSIDE, port.endpoints());
            addChoice(needs, port, Shared.Asker.OUTSIDE, port.endpointsHere());
        }
    }

    private static void addChoice(Set<Shared> needs, ServicePort port, Shared.Asker asker, List<Endpoint> endpoints) {
        if (!endpoints.isEmpty()) {
            var protocol = port.key().protocol();
            needs.add(new Shared.Choice(protocol, asker, 1));
            needs.add(new Shared.Choice(protocol, asker, endpoints.size()));
        }
    }

    private static PersistentMap<Shared, Integer> add(PersistentMap<Shared, Integer> counts, Shared shared, int more) {
        var before = counts.get(shared);
        var count = (before == null ? 0 : before) + more;
        return counts.put(shared, count == 0 && !(shared instanceof Shared.Choice) ? null : (Integer) count);
    }
}

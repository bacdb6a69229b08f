package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.state.ServiceEntry;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a change into steps of bounded size. Who goes does so first, then who loses something: another Service may get
 * it, and the kernel refuses an element that is there with another value.
 */
final class ChangeBatches {
    private static final int RANKS = 3;

    private final PersistentMap<NamespacedName, ServiceEntry> before;
    private final PersistentMap<NamespacedName, ServiceEntry> after;

    private ChangeBatches(
            PersistentMap<NamespacedName, ServiceEntry> before, PersistentMap<NamespacedName, ServiceEntry> after) {
        this.before = before;
        this.after = after;
    }

    /** The names of the Services that differ, step by step; at least one step, perhaps an empty one. */
    static List<? extends Collection<NamespacedName>> between(
            PersistentMap<NamespacedName, ServiceEntry> before,
            PersistentMap<NamespacedName, ServiceEntry> after,
            int most) {
        return new ChangeBatches(before, after).cut(most);
    }

    private List<List<NamespacedName>> cut(int most) {
        var ranks = Stream.generate(ArrayList<NamespacedName>::new).limit(RANKS).toList();
        after.differences(before).forEach(name -> ranks.get(rank(name)).add(name));
        var steps = new ArrayList<List<NamespacedName>>();
        var step = new ArrayList<NamespacedName>();
        var size = 0;
        for (var rank : ranks) {
            Collections.sort(rank);
            for (var name : rank) {
                step.add(name);
                size += Math.max(size(before.get(name)), size(after.get(name)));
                if (size >= most) {
                    steps.add(List.copyOf(step));
                    step.clear();
                    size = 0;
                }
            }
        }
        if (!step.isEmpty() || steps.isEmpty()) {
            steps.add(step);
        }
        return steps;
    }

    /** 0 for who goes, 1 for who loses something, 2 for the others. */
    private int rank(NamespacedName name) {
        var was = before.get(name);
        var is = after.get(name);
        return was == null ? 2 : is == null ? 0 : claimed(is).containsAll(claimed(was)) ? 2 : 1;
    }

    private static Set<Object> claimed(ServiceEntry entry) {
        var claimed = new HashSet<Object>();
        for (var port : entry.ports()) {
            port.addresses()
                    .forEach(address ->
                            claimed.add(new Endpoint(address, port.key().number())));
            if (port.nodePort() != 0) {
                claimed.add(port.nodePort());
            }
        }
        return claimed;
    }

    private static int size(@Nullable ServiceEntry entry) {
        return entry == null
                ? 0
                : entry.ports().stream()
                        .mapToInt(port -> 1
                                + port.endpoints().size()
                                + port.endpointsHere().size())
                        .sum();
    }
}

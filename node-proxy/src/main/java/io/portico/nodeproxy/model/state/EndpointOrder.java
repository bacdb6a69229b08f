package io.portico.nodeproxy.model.state;

import io.portico.runtime.net.Endpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Numbers endpoints so that a change touches few map elements: who stays keeps its number, who comes takes the number
 * of one who goes, and a number that is left over is filled by the last.
 */
final class EndpointOrder {
    private EndpointOrder() {}

    /** The wanted endpoints, in an order as near to the one before as can be. */
    static List<Endpoint> following(List<Endpoint> before, SortedSet<Endpoint> wanted) {
        if (before.isEmpty()) {
            return List.copyOf(wanted);
        }
        var fresh = new TreeSet<>(wanted);
        before.forEach(fresh::remove);
        var come = new ArrayDeque<>(fresh);
        var order = new ArrayList<>(before);
        for (var i = order.size() - 1; i >= 0; i--) {
            if (wanted.contains(order.get(i))) {
                continue;
            }
            if (!come.isEmpty()) {
                order.set(i, come.removeFirst());
            } else {
                var last = order.removeLast();
                if (i < order.size()) {
                    order.set(i, last);
                }
            }
        }
        order.addAll(come);
        return List.copyOf(order);
    }
}

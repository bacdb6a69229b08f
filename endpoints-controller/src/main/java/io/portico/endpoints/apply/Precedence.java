package io.portico.endpoints.apply;

import io.portico.endpoints.model.slices.EndpointSlicePlan;
import io.portico.endpoints.model.subsets.EndpointsPlan;
import io.portico.runtime.WorkQueue;
import io.portico.runtime.values.NamespacedName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who goes first when many Services wait, as after a start: EndpointSlices, which traffic follows, before Endpoints,
 * which hardly anything reads any more. A Service's Endpoints give way once, and are written at its next turn in any
 * case.
 */
final class Precedence {
    private final WorkQueue<NamespacedName> queue;
    private final Set<NamespacedName> gaveWay = ConcurrentHashMap.newKeySet();

    Precedence(WorkQueue<NamespacedName> queue) {
        this.queue = queue;
    }

    /** Whether the Endpoints are to be left for another turn, which the caller must queue. */
    boolean slicesFirst(NamespacedName service, EndpointSlicePlan slices, EndpointsPlan endpoints) {
        if (slices.isEmpty() || endpoints instanceof EndpointsPlan.Keep || queue.depth() == 0) {
            gaveWay.remove(service);
            return false;
        }
        if (gaveWay.add(service)) {
            return true;
        }
        gaveWay.remove(service);
        return false;
    }
}

package io.portico.ingress.engine;

import java.util.HashMap;
import java.util.Map;

/** How often something is there: who adds and takes away by differences learns when the last of a kind went. */
final class Counts<T> {
    private final Map<T, Integer> counts = new HashMap<>();

    void add(T one) {
        counts.merge(one, 1, Integer::sum);
    }

    /** Whether that was the last. */
    boolean remove(T one) {
        return counts.computeIfPresent(one, (_, count) -> count == 1 ? null : count - 1) == null;
    }

    boolean contains(T one) {
        return counts.containsKey(one);
    }
}

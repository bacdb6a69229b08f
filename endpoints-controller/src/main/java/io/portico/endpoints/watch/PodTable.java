package io.portico.endpoints.watch;

import io.portico.endpoints.model.PodRecord;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pods of one namespace by name: an open hash table with linear probing, of 6 to 12 bytes a pod where a
 * {@link java.util.HashMap} takes 40. Not safe for use by several threads.
 */
final class PodTable {
    private static final int LEAST = 8;

    private @Nullable PodRecord[] slots = new PodRecord[LEAST];
    private int size;

    /** The pod of that name; null when there is none. */
    @Nullable
    PodRecord get(String name) {
        return slots[slot(name)];
    }

    /** Puts it in, in place of the one of its name. */
    void put(PodRecord pod) {
        var slot = slot(pod.name());
        if (slots[slot] == null) {
            size++;
        }
        slots[slot] = pod;
        if (size * 3 > slots.length * 2) {
            resize(slots.length * 2);
        }
    }

    /** Takes it out; the pods behind it move up, so that no gap ends their search too soon. */
    void remove(String name) {
        var gap = slot(name);
        if (slots[gap] == null) {
            return;
        }
        size--;
        slots[gap] = null;
        for (var next = after(gap); slots[next] != null; next = after(next)) {
            var pod = Objects.requireNonNull(slots[next]);
            slots[next] = null;
            slots[slot(pod.name())] = pod;
        }
        if (slots.length > LEAST && size * 6 < slots.length) {
            resize(slots.length / 2);
        }
    }

    int size() {
        return size;
    }

    Stream<PodRecord> stream() {
        return Stream.of(slots).filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    private void resize(int length) {
        var before = slots;
        slots = new PodRecord[length];
        for (var pod : before) {
            if (pod != null) {
                slots[slot(pod.name())] = pod;
            }
        }
    }

    /** Where the pod of that name is, or would be. */
    private int slot(String name) {
        var hash = name.hashCode();
        var slot = (hash ^ hash >>> 15) & slots.length - 1;
        for (var pod = slots[slot]; pod != null && !pod.name().equals(name); pod = slots[slot]) {
            slot = after(slot);
        }
        return slot;
    }

    private int after(int slot) {
        return slot + 1 & slots.length - 1;
    }
}

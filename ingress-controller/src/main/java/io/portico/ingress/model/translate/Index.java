package io.portico.ingress.model.translate;

import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which Ingresses have to do with a key, such as a host or a Service, and what they say of it. It never changes; a
 * changed copy shares all but the change.
 *
 * @param <K> what they have to do with
 * @param <V> what each says of it, compared by identity
 */
record Index<K, V>(PersistentMap<K, PersistentMap<NamespacedName, V>> entries) {
    static <K, V> Index<K, V> empty() {
        return new Index<>(PersistentMap.empty());
    }

    /** With what that Ingress says of the key now; null: nothing any more. */
    Index<K, V> put(K key, NamespacedName ingress, @Nullable V value) {
        var of = of(key).put(ingress, value);
        return new Index<>(entries.put(key, of.size() == 0 ? null : of));
    }

    /**
     * With that Ingress among those of the keys {@code now}, and no more among those that are in {@code before} alone.
     */
    Index<K, V> move(Set<K> before, Set<K> now, NamespacedName ingress, @Nullable V value) {
        var moved = this;
        for (var key : union(before, now)) {
            moved = moved.put(key, ingress, now.contains(key) ? value : null);
        }
        return moved;
    }

    /** What is in any of both. */
    static <T> Set<T> union(Set<T> one, Set<T> other) {
        var union = new HashSet<>(one);
        union.addAll(other);
        return union;
    }

    Set<NamespacedName> ingresses(K key) {
        return of(key).keys();
    }

    List<V> values(K key) {
        var values = new ArrayList<V>();
        of(key).forEach((_, value) -> values.add(value));
        return values;
    }

    private PersistentMap<NamespacedName, V> of(K key) {
        return Objects.requireNonNullElse(entries.get(key), PersistentMap.empty());
    }
}

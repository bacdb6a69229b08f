package io.portico.ingress.model.translate;

import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.ArrayList;
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

package io.portico.runtime.reflector;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a record of each object instead of the object, and tells at once when a record came, changed or went.
 *
 * @param <T> what is watched
 * @param <R> the record, compared by value
 */
public final class ReducedStore<T, R> implements Sink<T> {
    private final Function<T, R> reduce;
    private final Listener<R> listener;
    private final ConcurrentMap<String, R> records = new ConcurrentHashMap<>();

    /** Hears of changed records; called by the thread that fills the store, after the store has the new state. */
    @FunctionalInterface
    public interface Listener<R> {
        /**
         * A record came, changed or went.
         *
         * @param before null when it is new
         * @param after null when it is gone
         */
        void changed(@Nullable R before, @Nullable R after);
    }

    /**
     * An empty store.
     *
     * @param reduce makes the record; called by the thread that fills the store
     */
    public ReducedStore(Function<T, R> reduce, Listener<R> listener) {
        this.reduce = reduce;
        this.listener = listener;
    }

    /** The record under {@code namespace/name}, or the bare name of a cluster-scoped object. */
    public @Nullable R record(String key) {
        return records.get(key);
    }

    /** All records, as they are now; the collection does not follow. */
    public Collection<R> records() {
        return List.copyOf(records.values());
    }

    /** How many there are. */
    public int size() {
        return records.size();
    }

    @Override
    public void put(String key, T object) {
        var after = reduce.apply(object);
        var before = records.put(key, after);
        if (!after.equals(before)) {
            listener.changed(before, after);
        }
    }

    @Override
    public void remove(String key) {
        var before = records.remove(key);
        if (before != null) {
            listener.changed(before, null);
        }
    }

    @Override
    public Stream<String> keys() {
        return records.keySet().stream();
    }
}

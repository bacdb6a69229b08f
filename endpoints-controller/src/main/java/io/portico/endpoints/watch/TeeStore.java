package io.portico.endpoints.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that lets somebody else see each object on its way, too, so that one watch serves two purposes.
 *
 * @param <T> what is watched
 */
final class TeeStore<T extends HasMetadata> implements ItemStore<T> {
    private final ItemStore<T> store;
    private final Sink<T> sink;

    /** Sees what the store sees, after the store. */
    interface Sink<T> {
        /** An object came or changed; the sink must not keep it. */
        void put(String key, T object);

        /** The object of that key, if there was one, is gone. */
        void remove(String key);
    }

    TeeStore(ItemStore<T> store, Sink<T> sink) {
        this.store = store;
        this.sink = sink;
    }

    @Override
    public @Nullable T put(String key, T object) {
        var before = store.put(key, object);
        sink.put(key, object);
        return before;
    }

    @Override
    public @Nullable T remove(String key) {
        var before = store.remove(key);
        sink.remove(key);
        return before;
    }

    @Override
    public String getKey(T object) {
        return store.getKey(object);
    }

    @Override
    public Stream<String> keySet() {
        return store.keySet();
    }

    @Override
    public Stream<T> values() {
        return store.values();
    }

    @Override
    public int size() {
        return store.size();
    }

    @Override
    public @Nullable T get(String key) {
        return store.get(key);
    }

    @Override
    public boolean isFullState() {
        return store.isFullState();
    }
}

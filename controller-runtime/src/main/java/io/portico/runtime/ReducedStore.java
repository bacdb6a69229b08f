package io.portico.runtime;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that keeps a record of each object instead of the object, and tells at once when a record came,
 * changed or went. To the informer it shows shells: objects with a name and a resourceVersion, which is all that it
 * needs to tell one version from another.
 *
 * @param <T> what is watched
 * @param <R> the record, compared by value
 */
public final class ReducedStore<T extends HasMetadata, R> implements ItemStore<T> {
    private final Supplier<T> shell;
    private final Function<T, R> reduce;
    private final Listener<R> listener;
    private final ConcurrentMap<String, Entry<R>> entries = new ConcurrentHashMap<>();

    /** Hears of changed records; called by the informer's thread, after the store has the new state. */
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

    private record Entry<R>(String resourceVersion, R value) {}

    /**
     * An empty store.
     *
     * @param shell makes an object without content
     * @param reduce makes the record; called by the informer's thread
     */
    public ReducedStore(Supplier<T> shell, Function<T, R> reduce, Listener<R> listener) {
        this.shell = shell;
        this.reduce = reduce;
        this.listener = listener;
    }

    /** The record under {@code namespace/name}, or the bare name of a cluster-scoped object. */
    public @Nullable R record(String key) {
        var entry = entries.get(key);
        return entry == null ? null : entry.value;
    }

    /** All records, as they are now; the collection does not follow. */
    public Collection<R> records() {
        return entries.values().stream().map(Entry::value).toList();
    }

    @Override
    public String getKey(T object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public @Nullable T put(String key, T object) {
        var after =
                new Entry<>(requireNonNullElse(object.getMetadata().getResourceVersion(), ""), reduce.apply(object));
        var before = entries.put(key, after);
        if (before == null) {
            listener.changed(null, after.value);
            return null;
        }
        if (!before.value.equals(after.value)) {
            listener.changed(before.value, after.value);
        }
        return shell(key, before);
    }

    @Override
    public @Nullable T remove(String key) {
        var before = entries.remove(key);
        if (before == null) {
            return null;
        }
        listener.changed(before.value, null);
        return shell(key, before);
    }

    @Override
    public Stream<String> keySet() {
        return entries.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return entries.entrySet().stream().map(entry -> shell(entry.getKey(), entry.getValue()));
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public @Nullable T get(String key) {
        var entry = entries.get(key);
        return entry == null ? null : shell(key, entry);
    }

    @Override
    public boolean isFullState() {
        return false;
    }

    private T shell(String key, Entry<R> entry) {
        var slash = key.indexOf('/');
        var object = shell.get();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(slash < 0 ? null : key.substring(0, slash))
                .withName(key.substring(slash + 1))
                .withResourceVersion(entry.resourceVersion)
                .build());
        return object;
    }
}

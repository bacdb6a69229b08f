package io.portico.endpoints.model;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * One instance of each value that many records hold, such as the labels of the pods of one ReplicaSet; a value goes
 * with the last record that holds it. Safe for use by several threads.
 */
final class Shared {
    private static final Map<Object, WeakReference<Object>> VALUES = new WeakHashMap<>();

    private Shared() {}

    /** The instance that equals {@code value}, which must not change any more. */
    @SuppressWarnings("unchecked") // equal values of the types that are shared here have one type
    static <T> T of(T value) {
        synchronized (VALUES) {
            var known = VALUES.get(value);
            var instance = known == null ? null : known.get();
            if (instance == null) {
                VALUES.put(value, new WeakReference<>(value));
                return value;
            }
            return (T) instance;
        }
    }
}

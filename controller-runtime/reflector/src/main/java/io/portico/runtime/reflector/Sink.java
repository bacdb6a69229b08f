package io.portico.runtime.reflector;

import java.util.stream.Stream;

/** Takes objects, each by {@code namespace/name}, or by the bare name where there is no namespace. */
public interface Sink<T> {
    /**
     * An object is there, or has changed.
     *
     * @param object with the fields that its decoder reads and no others; nobody else has it
     */
    void put(String key, T object);

    /** The object is gone; nothing happens when there was none. */
    void remove(String key);

    /** The keys of all that were put and not removed. */
    Stream<String> keys();

    /** Lets {@code other} see everything, too, after this. */
    default Sink<T> and(Sink<T> other) {
        var first = this;
        return new Sink<>() {
            @Override
            public void put(String key, T object) {
                first.put(key, object);
                other.put(key, object);
            }

            @Override
            public void remove(String key) {
                first.remove(key);
                other.remove(key);
            }

            @Override
            public Stream<String> keys() {
                return Stream.concat(first.keys(), other.keys()).distinct();
            }
        };
    }
}

package io.portico.ingress.engine;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The headers of one message, by names in any case; an engine's own behind it. */
public interface Headers {
    /** The first value; null when there is none. */
    @Nullable
    String get(String name);

    /** All values, in their order. */
    List<String> all(String name);

    /** As they are written. A copy, so that the headers may be changed meanwhile. */
    Set<String> names();

    /** This value and no other. */
    void set(String name, String value);

    /** None of that name. */
    void remove(String name);

    /** Whether there is one of that name. */
    default boolean contains(String name) {
        return get(name) != null;
    }
}

package io.portico.ingress.engine;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The headers of one message, by names in any case; an engine's own behind it. */
public interface Headers {
    /** The first value; null when there is none. */
    @Nullable
    String get(String name);

    /** All values, in their order. */
    List<String> all(String name);

    /** This value and no other. */
    void set(String name, String value);

    /** One more, behind those of that name that there are. */
    void add(String name, String value);

    /** None of that name. */
    void remove(String name);

    /** None whose name, in lower case, is of those. */
    void removeIf(Predicate<String> names);

    /** Whether there is one of that name. */
    default boolean contains(String name) {
        return get(name) != null;
    }
}

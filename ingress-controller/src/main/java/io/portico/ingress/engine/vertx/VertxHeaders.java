package io.portico.ingress.engine.vertx;

import io.portico.ingress.engine.Headers;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Vert.x' own. */
record VertxHeaders(MultiMap map) implements Headers {
    @Override
    public @Nullable String get(String name) {
        return map.get(name);
    }

    @Override
    public List<String> all(String name) {
        return map.getAll(name);
    }

    @Override
    public void set(String name, String value) {
        map.set(name, value);
    }

    @Override
    public void add(String name, String value) {
        map.add(name, value);
    }

    @Override
    public void remove(String name) {
        map.remove(name);
    }

    @Override
    public void removeIf(Predicate<String> names) {
        for (var name : Set.copyOf(map.names())) {
            if (names.test(name.toLowerCase(Locale.ROOT))) {
                map.remove(name);
            }
        }
    }

    @Override
    public boolean contains(String name) {
        return map.contains(name);
    }
}

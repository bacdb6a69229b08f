package io.portico.runtime.values;

import org.jspecify.annotations.Nullable;

/**
 * Texts of which many objects have the same: names of nodes, namespaces and ports. Read from the API server each has a
 * copy of its own.
 */
public final class Interned {
    private Interned() {}

    /** The one copy that all share; empty for none. */
    public static String text(@Nullable String text) {
        return text == null ? "" : text.intern();
    }
}

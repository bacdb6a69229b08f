package io.portico.ingress.model.routing;

import org.jspecify.annotations.Nullable;

/** What a match or a filter may ask of a request; an engine answers. */
public interface RequestHead {
    /** In its canonical spelling; empty when the request names none. */
    String host();

    /** Without the query. */
    String path();

    /** The path with the query, as the client wrote it. */
    String uri();

    /** Such as {@code GET}. */
    String method();

    /** Whether the client came by TLS. */
    boolean secure();

    /** The first value of that header, by any spelling of its name; null when it has none. */
    @Nullable
    String header(String name);

    /** The first value of that query parameter, decoded; null when it has none. */
    @Nullable
    String query(String name);
}

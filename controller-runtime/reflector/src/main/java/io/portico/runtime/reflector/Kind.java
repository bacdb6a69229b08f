package io.portico.runtime.reflector;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Which objects are read, and how.
 *
 * @param plural as in the API's paths, such as {@code endpointslices}
 * @param path of all of them, without a slash at its beginning, such as {@code api/v1/services}
 * @param query selectors, as in a URL; empty for all
 * @param decode makes an object from its bytes; throws {@link IllegalArgumentException} when they make no sense
 */
public record Kind<T extends HasMetadata>(String plural, String path, String query, Function<WireReader, T> decode) {
    /** All objects of a kind. */
    public Kind(String plural, String path, Function<WireReader, T> decode) {
        this(plural, path, "", decode);
    }

    /** Those of them that the label selector chooses, such as {@code app in (a,b)}; the API server applies it. */
    public Kind<T> labelled(String selector) {
        return chosen("labelSelector", selector);
    }

    /** Those of them that the field selector chooses, such as {@code spec.clusterIP!=None}; likewise. */
    public Kind<T> where(String selector) {
        return chosen("fieldSelector", selector);
    }

    /** The one of that name. */
    public Kind<T> named(String name) {
        return where("metadata.name=" + name);
    }

    private Kind<T> chosen(String by, String selector) {
        var added = by + "=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
        return new Kind<>(plural, path, query.isEmpty() ? added : query + "&" + added, decode);
    }

    /** The path with the selectors and what else is asked. */
    String request(String more) {
        return path + "?" + (query.isEmpty() ? "" : query + "&") + more;
    }
}

package io.portico.ingress.model.routing;

import java.util.List;
import java.util.Optional;

/**
 * Which requests of a virtual host a route takes: those that fulfil everything.
 *
 * @param method such as {@code GET}; empty for all
 * @param headers each of which the request must have with this value
 * @param query likewise
 */
public record RouteMatch(PathMatch path, Optional<String> method, List<Field> headers, List<Field> query) {

    /** A name and the value to be found under it. */
    public record Field(String name, String value) {}

    /** Of the path alone. */
    public static RouteMatch of(PathMatch path) {
        return new RouteMatch(path, Optional.empty(), List.of(), List.of());
    }

    /** Whether a request whose path was found takes it. */
    boolean restAccepts(RequestHead head) {
        return (method.isEmpty() || method.get().equals(head.method()))
                && headers.stream().allMatch(field -> field.value.equals(head.header(field.name)))
                && query.stream().allMatch(field -> field.value.equals(head.query(field.name)));
    }

    /** How much it asks for beside the path: of two routes for one path, the more demanding is asked first. */
    int demands() {
        return (method.isPresent() ? 1 << 20 : 0) + (headers.size() << 10) + query.size();
    }

    @Override
    public String toString() {
        var text = new StringBuilder(path.toString());
        method.ifPresent(name -> text.append(", method ").append(name));
        headers.forEach(field ->
                text.append(", header ").append(field.name).append(" is ").append(field.value));
        query.forEach(field ->
                text.append(", query ").append(field.name).append(" is ").append(field.value));
        return text.toString();
    }
}

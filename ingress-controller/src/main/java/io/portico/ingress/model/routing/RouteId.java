package io.portico.ingress.model.routing;

import io.portico.runtime.ObjectRef;

/**
 * Where a route comes from.
 *
 * @param origin the object
 * @param rule which part of it: {@code spec.rules[0].http.paths[1]}
 */
public record RouteId(ObjectRef origin, String rule) {
    @Override
    public String toString() {
        return origin + " " + rule;
    }
}

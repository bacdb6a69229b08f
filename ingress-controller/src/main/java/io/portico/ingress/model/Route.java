package io.portico.ingress.model;

import io.portico.runtime.ObjectRef;
import java.util.List;

/**
 * One path of a virtual host.
 *
 * @param path as the Ingress writes it; {@code /} where it writes none
 * @param match how a request's path is compared with it
 * @param ingress who asked for it
 * @param redirectsToHttps whether plain HTTP is answered with 308 to HTTPS
 * @param closedBy the annotations that restrict access in a way that is not enforced; where there are any, the backend
 *     has no endpoints, so that each request is answered with 503
 */
public record Route(
        String path, Match match, ObjectRef ingress, Backend backend, boolean redirectsToHttps, List<String> closedBy) {

    /** One that is served. */
    public Route(String path, Match match, ObjectRef ingress, Backend backend, boolean redirectsToHttps) {
        this(path, match, ingress, backend, redirectsToHttps, List.of());
    }

    /** One that holds its place, so that no other route gets its requests, and answers each with 503. */
    public static Route closed(String path, Match match, ObjectRef ingress, Backend backend, List<String> closedBy) {
        return new Route(path, match, ingress, new Backend(backend.name(), List.of()), false, closedBy);
    }

    /** Path types of networking.k8s.io/v1. */
    public enum Match {
        /** The whole path, case-sensitive. */
        EXACT("Exact"),
        /** Element by element; ImplementationSpecific means the same here. */
        PREFIX("Prefix"),
        /** The Ingress' {@code spec.defaultBackend}: what no path of the host takes. */
        DEFAULT("defaultBackend");

        private final String word;

        Match(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    @Override
    public String toString() {
        var target = closedBy.isEmpty() ? backend : "503, closed by " + String.join(", ", closedBy);
        return match + " " + path + " -> " + target + " for " + ingress + (redirectsToHttps ? ", 308 to https" : "");
    }
}

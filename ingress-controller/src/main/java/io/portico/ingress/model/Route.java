package io.portico.ingress.model;

import io.portico.runtime.ObjectRef;

/**
 * One path of a virtual host.
 *
 * @param path as the Ingress writes it; {@code /} where it writes none
 * @param match how a request's path is compared with it
 * @param ingress who asked for it
 * @param redirectsToHttps whether plain HTTP is answered with 308 to HTTPS
 */
public record Route(String path, Match match, ObjectRef ingress, Backend backend, boolean redirectsToHttps) {

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
        return match + " " + path + " -> " + backend + " for " + ingress + (redirectsToHttps ? ", 308 to https" : "");
    }
}

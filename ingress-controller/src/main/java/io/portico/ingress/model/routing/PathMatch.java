package io.portico.ingress.model.routing;

/** How a request's path is compared with a route's. */
public sealed interface PathMatch {
    /** As the route's author wrote it. */
    String path();

    /** The whole path, case-sensitive. */
    record Exact(String path) implements PathMatch {
        @Override
        public String toString() {
            return "Exact " + path;
        }
    }

    /** Element by element: {@code /a} takes {@code /a} and {@code /a/b}, and not {@code /ab}. */
    record Prefix(String path) implements PathMatch {
        /** The same without its trailing slashes, which mean nothing; {@code /} is empty. */
        String elements() {
            return withoutTrailingSlashes(path);
        }

        @Override
        public String toString() {
            return "Prefix " + path;
        }
    }

    /** What the path is found by: two matches of one kind with the same key take the same requests. */
    default String key() {
        return this instanceof Prefix prefix ? prefix.elements() : path();
    }

    /** Without the slashes at the end. */
    static String withoutTrailingSlashes(String path) {
        var end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}

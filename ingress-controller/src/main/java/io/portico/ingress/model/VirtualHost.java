package io.portico.ingress.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host, merged from all Ingresses that name it. The longest path wins, then Exact over Prefix
 * (networking.k8s.io/v1); {@link #route} costs one lookup per element of the path, however many routes there are.
 */
public final class VirtualHost {
    private static final Comparator<Route> PRECEDENCE = Comparator.comparing(
                    (Route route) -> route.match() == Route.Match.DEFAULT)
            .thenComparing(Comparator.comparingInt((Route route) -> key(route).length())
                    .reversed())
            .thenComparing(Route::match)
            .thenComparing(Route::path);

    private final Map<String, Route> exact = new HashMap<>();
    private final Map<String, Route> prefixes = new HashMap<>();
    private int longestPrefix;
    private @Nullable Route fallback;
    private final List<Route> routes;

    /** Of two routes with one {@link #key} and match, the first counts. */
    public VirtualHost(Collection<Route> routes) {
        var taken = new ArrayList<Route>();
        for (var route : routes) {
            var earlier = switch (route.match()) {
                case EXACT -> exact.putIfAbsent(key(route), route);
                case PREFIX -> prefixes.putIfAbsent(key(route), route);
                case DEFAULT -> fallback;
            };
            if (earlier == null) {
                taken.add(route);
                if (route.match() == Route.Match.DEFAULT) {
                    fallback = route;
                } else if (route.match() == Route.Match.PREFIX) {
                    longestPrefix = Math.max(longestPrefix, key(route).length());
                }
            }
        }
        this.routes = taken.stream().sorted(PRECEDENCE).toList();
    }

    /** What a route is found by: a Prefix without its trailing slashes, so that {@code /} is empty. */
    public static String key(Route route) {
        return route.match() == Route.Match.PREFIX ? withoutTrailingSlashes(route.path()) : route.path();
    }

    /** The route for a request's path, without its query; null when none matches. */
    public @Nullable Route route(String path) {
        var route = exact.get(path);
        if (route != null) {
            return route;
        }
        // No prefix is longer than the longest, so a path of a thousand elements costs no thousand lookups.
        var element = path.length() <= longestPrefix ? path : path.substring(0, endOfElement(path, longestPrefix));
        element = withoutTrailingSlashes(element);
        while (true) {
            route = prefixes.get(element);
            if (route != null) {
                return route;
            }
            var slash = element.lastIndexOf('/');
            if (slash < 0) {
                return fallback;
            }
            element = element.substring(0, slash);
        }
    }

    /** All routes, the first that matches first. */
    public List<Route> routes() {
        return routes;
    }

    private static int endOfElement(String path, int most) {
        return path.charAt(most) == '/' ? most : Math.max(0, path.lastIndexOf('/', most));
    }

    private static String withoutTrailingSlashes(String path) {
        var end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}

package io.portico.ingress.model.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host, from all objects that name it. The longest path wins, then Exact over Prefix
 * (networking.k8s.io/v1), then the more demanding match, then the earlier; {@link #route} costs one lookup per element
 * of the path, however many routes there are, and then looks only at the routes of that very path.
 */
public final class VirtualHost {
    private static final Comparator<Route> PRECEDENCE = Comparator.comparingInt(
                    (Route route) -> route.match().path().key().length())
            .reversed()
            .thenComparing(route -> route.match().path() instanceof PathMatch.Prefix)
            .thenComparing(route -> route.match().path().key())
            .thenComparing(
                    Comparator.comparingInt((Route route) -> route.match().demands())
                            .reversed());

    private final Map<String, List<Route>> exact = new HashMap<>();
    private final Map<String, List<Route>> prefixes = new HashMap<>();
    private final int longestPrefix;
    private final List<Route> routes;

    /** Of these routes, the earlier first. */
    public VirtualHost(Collection<Route> routes) {
        this.routes = routes.stream().sorted(PRECEDENCE).toList();
        var longest = 0;
        for (var route : this.routes) {
            var path = route.match().path();
            var map = path instanceof PathMatch.Exact ? exact : prefixes;
            map.computeIfAbsent(path.key(), _ -> new ArrayList<>(1)).add(route);
            if (path instanceof PathMatch.Prefix) {
                longest = Math.max(longest, path.key().length());
            }
        }
        this.longestPrefix = longest;
    }

    /** The route of a request; null when none takes it. */
    public @Nullable Route route(RequestHead head) {
        var path = head.path();
        var route = first(exact.get(path), head);
        if (route != null) {
            return route;
        }
        // No prefix is longer than the longest, so a path of a thousand elements costs no thousand lookups.
        var element = path.length() <= longestPrefix ? path : path.substring(0, endOfElement(path, longestPrefix));
        element = PathMatch.withoutTrailingSlashes(element);
        while (true) {
            route = first(prefixes.get(element), head);
            if (route != null) {
                return route;
            }
            var slash = element.lastIndexOf('/');
            if (slash < 0) {
                return null;
            }
            element = element.substring(0, slash);
        }
    }

    /** All routes, the first that matches first. */
    public List<Route> routes() {
        return routes;
    }

    private static @Nullable Route first(@Nullable List<Route> candidates, RequestHead head) {
        if (candidates != null) {
            for (var candidate : candidates) {
                if (candidate.match().restAccepts(head)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static int endOfElement(String path, int most) {
        return path.charAt(most) == '/' ? most : Math.max(0, path.lastIndexOf('/', most));
    }
}

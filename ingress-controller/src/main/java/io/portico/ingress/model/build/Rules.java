package io.portico.ingress.model.build;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.portico.ingress.model.Backend;
import io.portico.ingress.model.HostName;
import io.portico.ingress.model.Route;
import io.portico.ingress.model.RoutingTable;
import io.portico.ingress.model.VirtualHost;
import io.portico.ingress.model.annotations.AnnotationReading;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Makes virtual hosts out of {@code spec.rules} and {@code spec.defaultBackend}. Ingresses come oldest first, so that
 * the older keeps a host and path that a younger one claims as well; all other paths of a host merge.
 */
final class Rules {
    /** What stands in no plain path; a dot alone does. */
    private static final Pattern REGULAR_EXPRESSION = Pattern.compile("\\.?[\\\\^$*+?()\\[\\]{}|]");

    private final Backends backends;
    private final Set<String> hostsWithTls;
    private final List<Problem> problems;
    private final Map<String, Map<Claim, Route>> hosts = new HashMap<>();
    /**
     * Where a closed Ingress' path looks like a regular expression, which is matched as plain text here, the paths that
     * it would match must not fall to an open route with a shorter path; routes that are written down go before.
     */
    private final List<Held> held = new ArrayList<>();

    /** What can be claimed only once on a host. */
    private record Claim(Route.Match match, String key) {}

    private record Held(String host, Route route) {}

    /** An Ingress, and what its annotations say. */
    private record Author(Ingress ingress, ObjectRef ref, AnnotationReading annotations) {
        static Author of(Ingress ingress) {
            return new Author(
                    ingress,
                    ObjectRef.of(ingress),
                    AnnotationReading.of(
                            Objects.requireNonNullElse(ingress.getMetadata().getAnnotations(), Map.of())));
        }
    }

    Rules(Backends backends, Set<String> hostsWithTls, List<Problem> problems) {
        this.backends = backends;
        this.hostsWithTls = hostsWithTls;
        this.problems = problems;
    }

    /** The valid hosts of an Ingress' rules; the empty string stands for rules without a host. */
    static Set<String> hostsOf(Ingress ingress) {
        var hosts = new TreeSet<String>();
        for (var rule : rules(ingress)) {
            var host = Objects.requireNonNullElse(rule.getHost(), RoutingTable.ANY_HOST);
            if (host.isEmpty() || HostName.faultOf(host).isEmpty()) {
                hosts.add(host);
            }
        }
        return hosts;
    }

    void add(Ingress ingress) {
        var author = Author.of(ingress);
        var ref = author.ref;
        problems.addAll(author.annotations.problems(ref));
        var rules = rules(ingress);
        for (var i = 0; i < rules.size(); i++) {
            var field = "spec.rules[" + i + "]";
            var host = Objects.requireNonNullElse(rules.get(i).getHost(), RoutingTable.ANY_HOST);
            var fault = HostName.faultOf(host);
            if (!host.isEmpty() && fault.isPresent()) {
                problems.add(new Problem(
                        ref,
                        "InvalidHost",
                        field + ".host: \"" + host + "\" is not served: " + fault.get()
                                + "; write a DNS name such as shop.example.com"));
                continue;
            }
            var http = rules.get(i).getHttp();
            var paths = http == null || http.getPaths() == null ? List.<HTTPIngressPath>of() : http.getPaths();
            for (var j = 0; j < paths.size(); j++) {
                add(author, host, field + ".http.paths[" + j + "]", paths.get(j));
            }
        }
        addDefaultBackend(author);
    }

    /** Alone it takes everything; beside rules it takes what their hosts leave over. */
    private void addDefaultBackend(Author author) {
        var backend = author.ingress.getSpec().getDefaultBackend();
        if (backend == null) {
            return;
        }
        var resolved = backends.resolve(author.ref, "spec.defaultBackend", backend);
        var hostsOfRules = rules(author.ingress).isEmpty() ? Set.of(RoutingTable.ANY_HOST) : hostsOf(author.ingress);
        for (var host : hostsOfRules) {
            claim(host, route(author, host, "/", Route.Match.DEFAULT, resolved), "spec.defaultBackend");
        }
    }

    Map<String, VirtualHost> virtualHosts() {
        var virtualHosts = new LinkedHashMap<String, VirtualHost>();
        held.forEach(one -> claims(one.host).putIfAbsent(claimOf(one.route), one.route));
        hosts.forEach((host, routes) -> virtualHosts.put(host, new VirtualHost(routes.values())));
        return Map.copyOf(virtualHosts);
    }

    private void add(Author author, String host, String field, HTTPIngressPath path) {
        var text = path.getPath() == null || path.getPath().isEmpty() ? "/" : path.getPath();
        if (!text.startsWith("/")) {
            problems.add(new Problem(
                    author.ref,
                    "InvalidPath",
                    field + ".path: \"" + text + "\" is not served: a path begins with /; regular expressions are not"
                            + " supported"));
            return;
        }
        var match = "Exact".equals(path.getPathType()) ? Route.Match.EXACT : Route.Match.PREFIX;
        var backend = backends.resolve(author.ref, field + ".backend", path.getBackend());
        claim(host, route(author, host, text, match, backend), field);
        if (author.annotations.closes()) {
            literalPrefixes(text)
                    .forEach(prefix ->
                            held.add(new Held(host, route(author, host, prefix, Route.Match.PREFIX, backend))));
        }
    }

    private Route route(Author author, String host, String path, Route.Match match, Backend backend) {
        return author.annotations.closes()
                ? Route.closed(path, match, author.ref, backend, author.annotations.restrictingKeys())
                : new Route(
                        path,
                        match,
                        author.ref,
                        backend,
                        hostsWithTls.contains(host) && author.annotations.sslRedirect());
    }

    /** What a path that may be a regular expression matches for sure to begin with; empty where it is none. */
    private static List<String> literalPrefixes(String path) {
        var sign = REGULAR_EXPRESSION.matcher(path);
        if (!sign.find()) {
            return List.of();
        }
        var literal = path.substring(0, sign.start());
        return List.of(literal, literal.substring(0, literal.lastIndexOf('/') + 1));
    }

    private void claim(String host, Route route, String field) {
        var winner = claims(host).putIfAbsent(claimOf(route), route);
        if (winner == null) {
            return;
        }
        var what = (host.isEmpty() ? "any host" : "host " + host)
                + (route.match() == Route.Match.DEFAULT ? "'s default backend" : " path " + route.path());
        problems.add(new Problem(
                route.ingress(),
                "HostPathConflict",
                winner.ingress().equals(route.ingress())
                        ? field + ": " + what + " stands twice in this Ingress; the first counts, remove the other"
                        : field + ": " + what + " is served for " + winner.ingress()
                                + ", which is older; choose another host or path, or remove it there"));
    }

    private Map<Claim, Route> claims(String host) {
        return hosts.computeIfAbsent(host, _ -> new LinkedHashMap<>());
    }

    private static Claim claimOf(Route route) {
        return new Claim(route.match(), VirtualHost.key(route));
    }

    private static List<IngressRule> rules(Ingress ingress) {
        return ingress.getSpec().getRules() == null
                ? List.of()
                : ingress.getSpec().getRules();
    }
}

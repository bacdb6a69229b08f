package io.portico.ingress.model.build;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.portico.ingress.model.HostName;
import io.portico.ingress.model.Route;
import io.portico.ingress.model.RoutingTable;
import io.portico.ingress.model.VirtualHost;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes virtual hosts out of {@code spec.rules} and {@code spec.defaultBackend}. Ingresses come oldest first, so that
 * the older keeps a host and path that a younger one claims as well; all other paths of a host merge.
 */
final class Rules {
    private static final String SSL_REDIRECT = "nginx.ingress.kubernetes.io/ssl-redirect";

    private final Backends backends;
    private final Set<String> hostsWithTls;
    private final List<Problem> problems;
    private final Map<String, Map<Claim, Route>> hosts = new HashMap<>();

    /** What can be claimed only once on a host. */
    private record Claim(Route.Match match, String key) {}

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
        var ref = ObjectRef.of(ingress);
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
                add(ingress, ref, host, field + ".http.paths[" + j + "]", paths.get(j));
            }
        }
        addDefaultBackend(ingress, ref);
    }

    /** Alone it takes everything; beside rules it takes what their hosts leave over. */
    private void addDefaultBackend(Ingress ingress, ObjectRef ref) {
        var backend = ingress.getSpec().getDefaultBackend();
        if (backend == null) {
            return;
        }
        var resolved = backends.resolve(ref, "spec.defaultBackend", backend);
        var hostsOfRules = rules(ingress).isEmpty() ? Set.of(RoutingTable.ANY_HOST) : hostsOf(ingress);
        for (var host : hostsOfRules) {
            claim(
                    host,
                    new Route("/", Route.Match.DEFAULT, ref, resolved, redirects(ingress, host)),
                    "spec.defaultBackend");
        }
    }

    Map<String, VirtualHost> virtualHosts() {
        var virtualHosts = new LinkedHashMap<String, VirtualHost>();
        hosts.forEach((host, routes) -> virtualHosts.put(host, new VirtualHost(routes.values())));
        return Map.copyOf(virtualHosts);
    }

    private void add(Ingress ingress, ObjectRef ref, String host, String field, HTTPIngressPath path) {
        var text = path.getPath() == null || path.getPath().isEmpty() ? "/" : path.getPath();
        if (!text.startsWith("/")) {
            problems.add(new Problem(
                    ref,
                    "InvalidPath",
                    field + ".path: \"" + text + "\" is not served: a path begins with /; regular expressions are not"
                            + " supported"));
            return;
        }
        var match = "Exact".equals(path.getPathType()) ? Route.Match.EXACT : Route.Match.PREFIX;
        var backend = backends.resolve(ref, field + ".backend", path.getBackend());
        claim(host, new Route(text, match, ref, backend, redirects(ingress, host)), field);
    }

    private void claim(String host, Route route, String field) {
        var routes = hosts.computeIfAbsent(host, _ -> new LinkedHashMap<>());
        var winner = routes.putIfAbsent(new Claim(route.match(), VirtualHost.key(route)), route);
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

    private boolean redirects(Ingress ingress, String host) {
        var annotations = ingress.getMetadata().getAnnotations();
        return hostsWithTls.contains(host) && (annotations == null || !"false".equals(annotations.get(SSL_REDIRECT)));
    }

    private static List<IngressRule> rules(Ingress ingress) {
        return ingress.getSpec().getRules() == null
                ? List.of()
                : ingress.getSpec().getRules();
    }
}

package io.portico.ingress.model.translate;

import io.portico.ingress.model.objects.IngressFacts;
import io.portico.ingress.model.routing.Filter;
import io.portico.ingress.model.routing.PathMatch;
import io.portico.ingress.model.routing.Route;
import io.portico.ingress.model.routing.VirtualHost;
import io.portico.ingress.model.translate.TranslatedIngress.Claim;
import io.portico.ingress.model.translate.TranslatedIngress.HostPart;
import io.portico.runtime.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides who has what on one host: the older Ingress keeps a path that a younger one claims as well; all other paths
 * merge. This is the one place where conflicts are decided.
 *
 * @param host empty where nothing is claimed
 * @param problems for the owners of the claims that lost
 */
record HostClaims(Optional<VirtualHost> host, List<Problem> problems) {

    /** What can be claimed only once on a host. */
    private record Key(boolean exact, String path, boolean isDefault) {
        static Key of(Claim claim) {
            var path = claim.route().match().path();
            return new Key(path instanceof PathMatch.Exact, path.key(), claim.isDefault());
        }
    }

    /** Of all Ingresses with rules for that host, in any order. */
    static HostClaims decide(String host, List<TranslatedIngress> ingresses) {
        var parts = ingresses.stream()
                .sorted(Comparator.comparing(TranslatedIngress::facts, IngressFacts.OLDEST_FIRST))
                .map(ingress -> Objects.requireNonNull(ingress.hosts().get(host)))
                .toList();
        var taken = new LinkedHashMap<Key, Claim>();
        var problems = new ArrayList<Problem>();
        parts.forEach(part -> part.claims().forEach(claim -> take(host, claim, taken, problems)));
        parts.forEach(part -> part.held().forEach(claim -> taken.putIfAbsent(Key.of(claim), claim)));
        var hasTls = parts.stream().anyMatch(HostPart::hasTls);
        // What takes the rest of a host comes after an equally long path.
        var routes = taken.values().stream()
                .sorted(Comparator.comparing(Claim::isDefault))
                .map(claim -> hasTls ? claim.route() : withoutRedirect(claim.route()))
                .toList();
        return new HostClaims(
                routes.isEmpty() ? Optional.empty() : Optional.of(new VirtualHost(routes)), List.copyOf(problems));
    }

    private static void take(String host, Claim claim, Map<Key, Claim> taken, List<Problem> problems) {
        var winner = taken.putIfAbsent(Key.of(claim), claim);
        if (winner == null) {
            return;
        }
        var route = claim.route();
        var what = (host.isEmpty() ? "any host" : "host " + host)
                + (claim.isDefault()
                        ? "'s default backend"
                        : " path " + route.match().path().path());
        var owner = winner.route().id().origin();
        problems.add(new Problem(
                route.id().origin(),
                "HostPathConflict",
                owner.equals(route.id().origin())
                        ? route.id().rule() + ": " + what
                                + " stands twice in this Ingress; the first counts, remove the other"
                        : route.id().rule() + ": " + what + " is served for " + owner
                                + ", which is older; choose another host or path, or remove it there"));
    }

    /** There is nowhere to redirect to where no Ingress of the host has TLS for it. */
    private static Route withoutRedirect(Route route) {
        var filters = route.filters().stream()
                .filter(filter -> !(filter instanceof Filter.RedirectToHttps))
                .toList();
        return filters.size() == route.filters().size()
                ? route
                : new Route(route.id(), route.match(), filters, route.upstreams());
    }
}

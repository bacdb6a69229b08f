package io.portico.ingress.model.translate;

import io.portico.ingress.model.objects.IngressFacts;
import io.portico.ingress.model.objects.ServiceRef;
import io.portico.ingress.model.routing.PathMatch;
import io.portico.ingress.model.routing.Route;
import io.portico.ingress.model.routing.RouteId;
import io.portico.ingress.model.routing.RouteMatch;
import io.portico.ingress.model.routing.UpstreamKey;
import io.portico.ingress.model.routing.WeightedUpstream;
import io.portico.ingress.model.translate.TranslatedIngress.Claim;
import io.portico.ingress.model.translate.TranslatedIngress.HostPart;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes claims to hosts and paths out of {@code spec.rules} and {@code spec.defaultBackend} of one Ingress. */
final class IngressTranslator {
    /** What stands in no plain path; a dot alone does. */
    private static final Pattern REGULAR_EXPRESSION = Pattern.compile("\\.?[\\\\^$*+?()\\[\\]{}|]");

    private final IngressFacts facts;
    private final UpstreamResolver upstreams;
    private final Map<String, List<Claim>> claims = new HashMap<>();
    private final Map<String, List<Claim>> held = new HashMap<>();
    private final Set<UpstreamKey> keys = new HashSet<>();
    private final Set<NamespacedName> services = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    private IngressTranslator(IngressFacts facts, UpstreamResolver upstreams) {
        this.facts = facts;
        this.upstreams = upstreams;
        problems.addAll(facts.problems());
    }

    static TranslatedIngress translate(IngressFacts facts, UpstreamResolver upstreams) {
        return new IngressTranslator(facts, upstreams).translate();
    }

    private TranslatedIngress translate() {
        facts.rules().forEach(rule -> {
            claims.computeIfAbsent(rule.host(), _ -> new ArrayList<>());
            rule.paths().forEach(path -> add(rule.host(), path));
        });
        facts.defaultBackend().ifPresent(this::addDefaultBackend);
        var hosts = new HashMap<String, HostPart>();
        claims.forEach((host, some) -> hosts.put(
                host,
                new HostPart(List.copyOf(some), List.copyOf(held.getOrDefault(host, List.of())), facts.hasTls(host))));
        return new TranslatedIngress(
                facts, Map.copyOf(hosts), Set.copyOf(keys), Set.copyOf(services), List.copyOf(problems));
    }

    private void add(String host, IngressFacts.Path path) {
        var match = path.exact() ? new PathMatch.Exact(path.path()) : new PathMatch.Prefix(path.path());
        var upstream = resolve(path.backend());
        claim(claims, host, route(path.field(), match, upstream), false);
        if (facts.annotations().closes()) {
            literalPrefixes(path.path())
                    .forEach(prefix ->
                            claim(held, host, route(path.field(), new PathMatch.Prefix(prefix), upstream), false));
        }
    }

    /** Alone it takes everything; beside rules it takes what their hosts leave over. */
    private void addDefaultBackend(ServiceRef backend) {
        var upstream = resolve(backend);
        var hosts = facts.hasRules() ? facts.hosts() : Set.of(IngressFacts.ANY_HOST);
        hosts.forEach(host -> claim(claims, host, route(backend.field(), new PathMatch.Prefix("/"), upstream), true));
    }

    private Optional<UpstreamKey> resolve(ServiceRef backend) {
        if (backend.isService()) {
            services.add(new NamespacedName(facts.ref().namespace(), backend.service()));
        }
        return upstreams.resolve(facts.ref(), backend, problems);
    }

    private Route route(String field, PathMatch match, Optional<UpstreamKey> upstream) {
        // A closed route has nowhere to go, whatever an engine makes of its filters.
        var open = facts.annotations().closes() ? Optional.<UpstreamKey>empty() : upstream;
        open.ifPresent(keys::add);
        return new Route(
                new RouteId(facts.ref(), field),
                RouteMatch.of(match),
                facts.annotations().filters(),
                open.map(key -> List.of(new WeightedUpstream(key, 1))).orElse(List.of()));
    }

    private static void claim(Map<String, List<Claim>> to, String host, Route route, boolean isDefault) {
        to.computeIfAbsent(host, _ -> new ArrayList<>()).add(new Claim(route, isDefault));
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
}

package io.portico.ingress.model.translate;

import io.portico.ingress.model.objects.IngressFacts;
import io.portico.ingress.model.routing.Upstream;
import io.portico.ingress.model.routing.UpstreamKey;
import io.portico.ingress.model.routing.VirtualHost;
import io.portico.ingress.model.translate.TranslatedIngress.HostPart;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next {@link RoutesState}: first the Ingresses that differ, then the hosts that they ask for something on,
 * last the upstreams that are named or have other endpoints.
 */
final class RoutesTurn {
    private final UpstreamResolver resolver;
    private PersistentMap<NamespacedName, IngressFacts> ours;
    private PersistentMap<NamespacedName, TranslatedIngress> ingresses;
    private Index<String, TranslatedIngress> byHost;
    private Index<NamespacedName, TranslatedIngress> byService;
    private PersistentMap<NamespacedName, Map<UpstreamKey, Integer>> uses;
    private PersistentMap<String, VirtualHost> hosts;
    private PersistentMap<UpstreamKey, Upstream> upstreams;
    private Optional<UpstreamKey> fallback;
    private Problems problems;
    private final Set<String> touchedHosts = new HashSet<>();
    private final Set<UpstreamKey> touchedUpstreams = new HashSet<>();

    RoutesTurn(UpstreamResolver resolver, RoutesState before, Problems problems) {
        this.resolver = resolver;
        this.problems = problems;
        this.ours = before.ours();
        this.ingresses = before.ingresses();
        this.byHost = before.byHost();
        this.byService = before.byService();
        this.uses = before.uses();
        this.hosts = before.hosts();
        this.upstreams = before.upstreams();
        this.fallback = before.fallback();
    }

    /** Those who name a Service. */
    Set<NamespacedName> ingressesOf(NamespacedName service) {
        return byService.ingresses(service);
    }

    /** One that is ours; null when it is not. */
    @Nullable
    IngressFacts ours(NamespacedName name) {
        return ours.get(name);
    }

    /** One of our Ingresses as it is now; null: it is gone, or not ours any more. */
    void take(NamespacedName name, @Nullable IngressFacts facts) {
        var was = ingresses.get(name);
        var is = facts == null ? null : IngressTranslator.translate(facts, resolver);
        if (Objects.equals(was, is)) {
            return;
        }
        ours = ours.put(name, facts);
        ingresses = ingresses.put(name, is);
        Map<String, HostPart> partsBefore = was == null ? Map.of() : was.hosts();
        Map<String, HostPart> parts = is == null ? Map.of() : is.hosts();
        // The age alone, of one that was made anew, decides conflicts as well.
        var sameAge = was != null
                && is != null
                && was.facts().created().equals(is.facts().created());
        byHost = byHost.move(partsBefore.keySet(), parts.keySet(), name, is);
        Index.union(partsBefore.keySet(), parts.keySet()).forEach(host -> {
            if (!sameAge || !Objects.equals(partsBefore.get(host), parts.get(host))) {
                touchedHosts.add(host);
            }
        });
        byService = byService.move(
                was == null ? Set.of() : was.services(), is == null ? Set.of() : is.services(), name, is);
        if (was != null) {
            was.upstreams().forEach(key -> use(key, -1));
        }
        if (is != null) {
            is.upstreams().forEach(key -> use(key, 1));
        }
        problems = problems.with("rules", name, is == null ? List.of() : is.problems());
    }

    /** The default backend. */
    void takeDefaultBackend(NamespacedName service) {
        var key = Optional.of(resolver.ofService(service));
        if (!key.equals(fallback)) {
            fallback.ifPresent(former -> use(former, -1));
            key.ifPresent(next -> use(next, 1));
            fallback = key;
        }
    }

    /** A Service whose ports or endpoints differ. */
    void touch(NamespacedName service) {
        var of = uses.get(service);
        if (of != null) {
            touchedUpstreams.addAll(of.keySet());
        }
    }

    RoutesState end() {
        for (var host : touchedHosts) {
            var claims = HostClaims.decide(host, byHost.values(host));
            problems = problems.with("host", host, claims.problems());
            var was = hosts.get(host);
            var is = claims.host().orElse(null);
            if (was == null || is == null || !was.routes().equals(is.routes())) {
                hosts = hosts.put(host, is);
            }
        }
        for (var key : touchedUpstreams) {
            var of = uses.get(key.service());
            var is = of != null && of.containsKey(key) ? resolver.upstream(key) : null;
            if (!Objects.equals(upstreams.get(key), is)) {
                upstreams = upstreams.put(key, is);
            }
        }
        return new RoutesState(ours, ingresses, byHost, byService, uses, hosts, upstreams, fallback);
    }

    Problems problems() {
        return problems;
    }

    private void use(UpstreamKey key, int more) {
        touchedUpstreams.add(key);
        var of = new HashMap<>(Objects.requireNonNullElse(uses.get(key.service()), Map.of()));
        of.merge(key, more, Integer::sum);
        of.values().remove(0);
        uses = uses.put(key.service(), of.isEmpty() ? null : Map.copyOf(of));
    }
}

package io.portico.ingress.model.translate;

import io.portico.ingress.model.certificates.Certificates;
import io.portico.ingress.model.objects.IngressFacts;
import io.portico.ingress.model.objects.World;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.model.status.IngressStatuses;
import io.portico.ingress.model.status.StatusAddresses;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a world: the routing table, what is wrong with users' objects, and what belongs into their status.
 * It is made from the one before, and shares all with it that depends on nothing that differs.
 */
public final class Translation {
    private final World world;
    private final Settings settings;
    private final Instant now;
    private final RoutesState routes;
    private final TlsState tls;
    private final Problems problems;
    private final RoutingTable table;
    private final IngressStatuses statuses;

    private Translation(
            World world,
            Settings settings,
            Instant now,
            RoutesState routes,
            TlsState tls,
            Problems problems,
            RoutingTable table,
            IngressStatuses statuses) {
        this.world = world;
        this.settings = settings;
        this.now = now;
        this.routes = routes;
        this.tls = tls;
        this.problems = problems;
        this.table = table;
        this.statuses = statuses;
    }

    /** Of nothing: all is listened at, and nothing routed. */
    public static Translation nothing(Settings settings) {
        return new Translation(
                World.EMPTY,
                settings,
                Instant.MIN,
                RoutesState.NOTHING,
                TlsState.NOTHING,
                Problems.none(),
                RoutingTable.unrouted(Set.of(settings.http(), settings.https())),
                IngressStatuses.NONE);
    }

    /** Of that world from nothing. */
    public static Translation of(World world, Settings settings, Instant now) {
        return of(world, now, nothing(settings));
    }

    /**
     * Of that world.
     *
     * @param now the present moment, by which certificates are valid
     * @param before with its settings; what follows is the same as from nothing, but that hosts whose Secret is not
     *     read yet keep the certificate that they had
     */
    public static Translation of(World world, Instant now, Translation before) {
        var settings = before.settings;
        var classes = new IngressClasses(world, settings);
        var ingresses = sameClasses(world, before)
                ? world.ingresses().differences(before.world.ingresses())
                : Index.union(world.ingresses().keys(), before.world.ingresses().keys());
        var problems = before.problems;
        for (var name : ingresses) {
            var facts = world.ingresses().get(name);
            problems = problems.with(
                    "class",
                    name,
                    Optional.ofNullable(facts).flatMap(classes::withoutClass).stream()
                            .toList());
        }
        var routesTurn = new RoutesTurn(new UpstreamResolver(world, settings.upstream()), before.routes, problems);
        ingresses.forEach(name -> routesTurn.take(name, ours(world, classes, name)));
        for (var service : world.services().differences(before.world.services())) {
            routesTurn.ingressesOf(service).forEach(name -> routesTurn.take(name, routesTurn.ours(name)));
            routesTurn.touch(service);
        }
        world.slices().differences(before.world.slices()).forEach(routesTurn::touch);
        routesTurn.takeDefaultBackend(new NamespacedName(settings.namespace(), settings.defaultBackend()));
        var routes = routesTurn.end();

        var tlsTurn = new TlsTurn(world, now, before.tls, routesTurn.problems());
        var sayAnew = new HashSet<>(ingresses);
        world.secrets()
                .differences(before.world.secrets())
                .forEach(secret -> sayAnew.addAll(tlsTurn.ingressesOf(secret)));
        sayAnew.addAll(now.isBefore(before.now) ? routes.ingresses().keys() : tlsTurn.ingressesInTime());
        sayAnew.forEach(name -> tlsTurn.take(name, routesTurn.ours(name)));
        var tls = tlsTurn.end(settings.defaultCertificate()
                .map(secret -> FallbackCertificate.of(secret, world, now))
                .orElse(FallbackCertificate.NONE));

        return new Translation(
                world,
                settings,
                now,
                routes,
                tls,
                tlsTurn.problems(),
                table(settings, routes, tls.certificates(), before),
                new IngressStatuses(
                        routes.ours(),
                        StatusAddresses.of(
                                world,
                                settings.publishAddresses(),
                                new NamespacedName(settings.namespace(), settings.publishService()))));
    }

    /** What the data plane is to serve; the very table before where it is the same. */
    public RoutingTable table() {
        return table;
    }

    /** What is wrong with users' objects. */
    public Problems problems() {
        return problems;
    }

    /** All that is wrong, each once, sorted. */
    public List<Problem> allProblems() {
        return problems.all();
    }

    /** What belongs into the status of which Ingress. */
    public IngressStatuses statuses() {
        return statuses;
    }

    /** Whether that Secret is to be read: one of our Ingresses names it, or the settings do. */
    public boolean needs(NamespacedName secret) {
        return tls.bySecret().entries().get(secret) != null
                || settings.defaultCertificate().filter(secret::equals).isPresent();
    }

    /** The Secrets that may be needed by only one of both. */
    public Set<NamespacedName> secretsDiffering(Translation other) {
        return tls.bySecret().entries().differences(other.tls.bySecret().entries());
    }

    /** When time alone makes another value of this. */
    public Optional<Instant> changesAt() {
        return tls.changesAt();
    }

    /** As the golden files show it; ends in a newline. */
    @Override
    public String toString() {
        var text = new StringBuilder(table.toString()).append("problems:\n");
        allProblems().forEach(problem -> text.append("- ").append(problem).append('\n'));
        return text.toString();
    }

    private static RoutingTable table(
            Settings settings, RoutesState routes, Certificates certificates, Translation before) {
        var table = before.table;
        var served = certificates.keeping(table.certificates());
        var listener = table.listener(settings.https());
        if (table.whole()
                && listener != null
                && same(listener.hosts(), routes.hosts())
                && same(table.upstreams(), routes.upstreams())
                && listener.fallback().equals(routes.fallback())
                && served.equals(table.certificates())) {
            return table;
        }
        return RoutingTable.of(
                List.of(
                        new Listener(settings.http(), routes.hosts(), routes.fallback(), Optional.empty()),
                        new Listener(settings.https(), routes.hosts(), routes.fallback(), Optional.of(served))),
                routes.upstreams());
    }

    @SuppressWarnings("ReferenceEquality") // Persistent maps that nobody changed are the same.
    private static boolean same(Object one, Object other) {
        return one == other;
    }

    private static boolean sameClasses(World world, Translation before) {
        return same(world.classes(), before.world.classes());
    }

    private static @Nullable IngressFacts ours(World world, IngressClasses classes, NamespacedName name) {
        var facts = world.ingresses().get(name);
        return facts != null && classes.claims(facts) ? facts : null;
    }
}

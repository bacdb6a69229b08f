package io.portico.nodeproxy.model.state;

import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.nodeproxy.model.objects.ServiceFacts;
import io.portico.nodeproxy.model.objects.ServiceView;
import io.portico.nodeproxy.model.objects.World;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this node forwards: the Services and their endpoints joined, every address claimed by one Service only. */
public final class ProxyState {
    /** Nothing is forwarded. */
    public static final ProxyState EMPTY =
            new ProxyState(World.of(""), Claims.NONE, Map.of(), PersistentMap.empty(), LocalGaps.NONE);

    private final World world;
    private final Claims claims;
    private final Map<Protocol, String> obstacles;
    private final PersistentMap<NamespacedName, ServiceEntry> services;
    private final LocalGaps localGaps;

    private ProxyState(
            World world,
            Claims claims,
            Map<Protocol, String> obstacles,
            PersistentMap<NamespacedName, ServiceEntry> services,
            LocalGaps localGaps) {
        this.world = world;
        this.obstacles = obstacles;
        this.claims = claims;
        this.services = services;
        this.localGaps = localGaps;
    }

    /**
     * What the world asks for. Looks only at the Services about which the world has other objects than the state before
     * had, and at those that win or lose an address by that; all others keep their entries. Endpoints keep the numbers
     * that they had. When the node itself turns out to be another, or in another zone, each Service is looked at.
     */
    public static ProxyState of(World world, ProxyState before) {
        return of(world, before, before.obstacles);
    }

    /**
     * As {@link #of(World, ProxyState)}, on a node that forwards not all protocols.
     *
     * @param obstacles why it does not, in words for the owners of Services; ports of these protocols are left out
     */
    public static ProxyState of(World world, ProxyState before, Map<Protocol, String> obstacles) {
        var changed = world.services().differences(before.world.services());
        if (!isSamePlace(world.node(), before.world.node()) || !obstacles.equals(before.obstacles)) {
            changed.addAll(world.services().keys());
        }
        var affected = new HashSet<>(changed);
        var claims = before.claims;
        for (var name : changed) {
            var was = facts(before.world.services().get(name));
            var is = facts(world.services().get(name));
            if (!Objects.equals(was, is)) {
                claims = claims.replacing(was, is, affected);
            }
        }
        var services = before.services;
        var joinedNow = new HashMap<NamespacedName, ServiceEntry>();
        var localGaps = before.localGaps;
        for (var name : affected) {
            var view = world.services().get(name);
            var entry = services.get(name);
            var joined = view == null ? null : new ServiceJoin(world.node(), obstacles, claims, name, entry).join(view);
            if (!Objects.equals(joined, entry)) {
                if (joined == null) {
                    services = services.without(name);
                } else {
                    joinedNow.put(name, joined);
                }
                localGaps = localGaps.replacing(entry, joined);
            }
        }
        return new ProxyState(world, claims, Map.copyOf(obstacles), services.withAll(joinedNow), localGaps);
    }

    /** Every Service of which anything is known. */
    public PersistentMap<NamespacedName, ServiceEntry> services() {
        return services;
    }

    /** How many Service ports turn clients away on this node alone. */
    public LocalGaps localGaps() {
        return localGaps;
    }

    /** The protocols that it leaves out, and why. */
    public Map<Protocol, String> obstacles() {
        return obstacles;
    }

    /** What is known of this node. */
    public NodeFacts node() {
        return world.node();
    }

    /** Where ClusterIPs come from; empty when unknown. */
    public List<Cidr> serviceRanges() {
        return Cidr.withoutNested(
                world.serviceRanges().values().stream().flatMap(List::stream).toList());
    }

    /** Every port of every Service, in a stable order. */
    public List<ServicePort> ports() {
        return ports(services.keys());
    }

    /** Those of these Services. */
    List<ServicePort> ports(Set<NamespacedName> names) {
        return entries(names).flatMap(entry -> entry.ports().stream()).toList();
    }

    /** For the owners of Services and EndpointSlices. */
    public SortedSet<Problem> problems() {
        return problems(services.keys());
    }

    /** Those that the state before did not have. */
    public SortedSet<Problem> problemsSince(ProxyState before) {
        var changed = services.differences(before.services);
        var problems = problems(changed);
        problems.removeAll(before.problems(changed));
        return problems;
    }

    private SortedSet<Problem> problems(Set<NamespacedName> names) {
        return entries(names)
                .flatMap(entry -> entry.problems().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<ServiceEntry> entries(Set<NamespacedName> names) {
        return names.stream().sorted().map(services::get).filter(Objects::nonNull);
    }

    /** For {@code /state}: one paragraph a Service port. */
    public String portLines() {
        return ports().stream().map(ServicePort::toString).collect(Collectors.joining());
    }

    /** {@link #portLines}, then the problems. */
    @Override
    public String toString() {
        var text = portLines();
        var problems = problems();
        return problems.isEmpty()
                ? text
                : text + problems.stream().map(p -> "  " + p + "\n").collect(Collectors.joining("", "problems\n", ""));
    }

    private static boolean isSamePlace(NodeFacts one, NodeFacts other) {
        return one.name().equals(other.name()) && one.zone().equals(other.zone());
    }

    private static @Nullable ServiceFacts facts(@Nullable ServiceView view) {
        return view == null ? null : view.facts().orElse(null);
    }
}

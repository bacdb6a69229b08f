package io.portico.ingress.model.routing;

import io.portico.ingress.model.certificates.Certificates;
import io.portico.runtime.values.PersistentMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that the data plane needs to know, immutable: it is swapped as one value, and a request keeps the table it began
 * with. What did not change is shared with the table before.
 *
 * @param whole whether it was made of all that the cluster has; until then no request can be told that there is no
 *     route
 */
public record RoutingTable(
        Map<Listener.Key, Listener> listeners, PersistentMap<UpstreamKey, Upstream> upstreams, boolean whole) {

    /** Before anything is known: nowhere anything is listened. */
    public static final RoutingTable EMPTY = new RoutingTable(Map.of(), PersistentMap.empty(), false);

    /** Copies the map. */
    public RoutingTable {
        listeners = Map.copyOf(listeners);
    }

    /** Of these listeners. */
    public static RoutingTable of(Collection<Listener> listeners, PersistentMap<UpstreamKey, Upstream> upstreams) {
        return new RoutingTable(byKey(listeners.stream()), upstreams, true);
    }

    /**
     * Before anything is known: all is listened at, and nothing routed. No certificate is known either, so handshakes
     * are refused.
     */
    public static RoutingTable unrouted(Set<Listener.Key> keys) {
        var unknown = Certificates.NONE.withFallback(Optional.empty(), true);
        return new RoutingTable(
                byKey(keys.stream()
                        .map(key -> new Listener(
                                key,
                                PersistentMap.empty(),
                                Optional.empty(),
                                key.protocol() == Listener.Protocol.HTTPS ? Optional.of(unknown) : Optional.empty()))),
                PersistentMap.empty(),
                false);
    }

    private static Map<Listener.Key, Listener> byKey(Stream<Listener> listeners) {
        return listeners.collect(Collectors.toMap(Listener::key, listener -> listener));
    }

    /** The listener of that key; null when there is none. */
    public @Nullable Listener listener(Listener.Key key) {
        return listeners.get(key);
    }

    /** The upstream of that key; null when there is none. */
    public @Nullable Upstream upstream(UpstreamKey key) {
        return upstreams.get(key);
    }

    /** The certificates of the listeners with TLS; they share them. */
    public Certificates certificates() {
        return listeners.values().stream()
                .flatMap(listener -> listener.tls().stream())
                .findFirst()
                .orElse(Certificates.NONE);
    }

    /** As {@code /state} shows it: the routes of each host in their order, the default backend, the certificates. */
    public Map<String, Object> entries() {
        var routes = new TreeMap<String, Object>();
        var first = listeners.values().stream().findFirst();
        first.ifPresent(listener -> listener.hosts()
                .forEach((host, virtualHost) -> routes.put(
                        title(host),
                        virtualHost.routes().stream().map(this::text).toList())));
        var certificates = certificates();
        var entries = new LinkedHashMap<String, Object>();
        entries.put("hosts", routes);
        entries.put(
                "defaultBackend",
                first.flatMap(Listener::fallback).map(this::text).orElse("none"));
        entries.put("certificates", certificates.entries());
        entries.put("defaultCertificate", certificates.fallbackTitle());
        return entries;
    }

    private static String title(String host) {
        return host.isEmpty() ? "any host" : host;
    }

    private String text(UpstreamKey key) {
        var upstream = upstream(key);
        return upstream == null ? key + " []" : upstream.toString();
    }

    private String text(Route route) {
        var isDefault = route.id().rule().equals("spec.defaultBackend");
        var text =
                new StringBuilder(isDefault ? "defaultBackend /" : route.match().toString()).append(" -> ");
        text.append(route.filters().stream()
                .filter(Filter.Refuse.class::isInstance)
                .map(Filter::toString)
                .findFirst()
                .orElseGet(() -> route.upstreams().isEmpty()
                        ? "none []"
                        : route.upstreams().stream()
                                .map(upstream -> text(upstream.key()))
                                .collect(Collectors.joining(", "))));
        text.append(" for ").append(route.id().origin());
        route.filters().stream()
                .filter(Filter.RedirectToHttps.class::isInstance)
                .forEach(filter -> text.append(", ").append(filter));
        return text.toString();
    }

    /** As the golden files show it; ends in a newline. */
    @Override
    public String toString() {
        var text = new StringBuilder("hosts:\n");
        listeners.values().stream().findFirst().ifPresent(listener -> {
            var hosts = new TreeMap<String, VirtualHost>();
            listener.hosts().forEach(hosts::put);
            hosts.forEach((host, virtualHost) -> {
                text.append("  ").append(title(host)).append(":\n");
                virtualHost
                        .routes()
                        .forEach(
                                route -> text.append("  - ").append(text(route)).append('\n'));
            });
            listener.fallback()
                    .ifPresent(key ->
                            text.append("default backend: ").append(text(key)).append('\n'));
        });
        return text.append(certificates()).toString();
    }
}

package io.portico.ingress.model;

import io.portico.runtime.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that the data plane needs to know, immutable: it is swapped as one value, and a request keeps the table it began
 * with.
 *
 * @param hosts keyed by host, wildcard ({@code *.example.com}), or the empty string for rules without a host
 * @param defaultBackend takes what no rule matches; without endpoints that is a plain 404
 * @param problems what is wrong with users' objects, sorted
 */
public record RoutingTable(
        Map<String, VirtualHost> hosts, Backend defaultBackend, Certificates certificates, List<Problem> problems) {

    /** The rules without a host. */
    public static final String ANY_HOST = "";

    /** Before the first sync: nothing is routed. */
    public static final RoutingTable EMPTY =
            new RoutingTable(Map.of(), new Backend("none", List.of()), Certificates.NONE, List.of());

    /**
     * The route of a request; null when the default backend takes it. The exact host is asked first, then its wildcard,
     * then the rules without a host.
     *
     * @param host in its canonical spelling; empty when the request names none
     */
    public @Nullable Route route(String host, String path) {
        var route = routeOf(hosts.get(host), path);
        var wildcard = route == null ? HostName.wildcardOf(host) : null;
        if (wildcard != null) {
            route = routeOf(hosts.get(wildcard), path);
        }
        return route == null ? routeOf(hosts.get(ANY_HOST), path) : route;
    }

    /** The same, but hosts whose Secret was not read yet keep the certificate that they had before. */
    public RoutingTable keepingCertificatesOf(RoutingTable before) {
        return new RoutingTable(hosts, defaultBackend, certificates.keeping(before.certificates), problems);
    }

    private static @Nullable Route routeOf(@Nullable VirtualHost host, String path) {
        return host == null ? null : host.route(path);
    }

    /** As {@code /state} shows it: the routes of each host in their order, the default backend, the certificates. */
    public Map<String, Object> entries() {
        var routes = new TreeMap<String, Object>();
        hosts.forEach((host, virtualHost) -> routes.put(
                title(host), virtualHost.routes().stream().map(Route::toString).toList()));
        var entries = new LinkedHashMap<String, Object>();
        entries.put("hosts", routes);
        entries.put("defaultBackend", defaultBackend.toString());
        entries.put("certificates", certificates.entries());
        entries.put("defaultCertificate", certificates.fallbackTitle());
        return entries;
    }

    private static String title(String host) {
        return host.isEmpty() ? "any host" : host;
    }

    /** As the golden files show it; ends in a newline. */
    @Override
    public String toString() {
        var text = new StringBuilder("hosts:\n");
        new TreeMap<>(hosts).forEach((host, virtualHost) -> {
            text.append("  ").append(title(host)).append(":\n");
            virtualHost
                    .routes()
                    .forEach(route -> text.append("  - ").append(route).append('\n'));
        });
        text.append("default backend: ").append(defaultBackend).append('\n').append(certificates);
        text.append("problems:\n");
        problems.forEach(problem -> text.append("- ").append(problem).append('\n'));
        return text.toString();
    }
}

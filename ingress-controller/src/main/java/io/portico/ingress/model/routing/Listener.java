package io.portico.ingress.model.routing;

import io.portico.ingress.model.certificates.Certificates;
import io.portico.runtime.net.HostName;
import io.portico.runtime.values.PersistentMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is served at one port of an entry.
 *
 * @param hosts keyed by host, wildcard ({@code *.example.com}), or {@link #ANY_HOST}; listeners may share them
 * @param fallback takes what no route does; without endpoints that is a plain 404
 * @param tls where it is asked for: which certificate for which host
 */
public record Listener(
        Key key, PersistentMap<String, VirtualHost> hosts, Optional<UpstreamKey> fallback, Optional<Certificates> tls) {

    /** The key of routes without a host. */
    public static final String ANY_HOST = "";

    /** What clients speak. */
    public enum Protocol {
        /** Plain HTTP. */
        HTTP,
        /** HTTP by TLS. */
        HTTPS
    }

    /**
     * Names a listener.
     *
     * @param port 0 for any free one
     */
    public record Key(Entry entry, int port, Protocol protocol) {
        @Override
        public String toString() {
            return entry + ":" + port + " " + protocol;
        }
    }

    /**
     * The route of a request; null when there is none. The exact host is asked first, then its wildcard, then the
     * routes without a host.
     */
    public @Nullable Route route(RequestHead head) {
        var host = head.host();
        var route = routeOf(hosts.get(host), head);
        var wildcard = route == null ? HostName.wildcardOf(host) : null;
        if (wildcard != null) {
            route = routeOf(hosts.get(wildcard), head);
        }
        return route == null ? routeOf(hosts.get(ANY_HOST), head) : route;
    }

    private static @Nullable Route routeOf(@Nullable VirtualHost host, RequestHead head) {
        return host == null ? null : host.route(head);
    }
}

package io.portico.ingress.engine;

import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.RequestHead;
import io.portico.ingress.model.routing.Route;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.model.routing.Upstream;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a request, by its head and the table of this moment. */
public final class RequestAdmission {
    private static final Set<String> REFUSED_METHODS = Set.of("TRACE", "CONNECT");

    private final FilterChain filters;

    /** As the settings have it. */
    public RequestAdmission(EngineSettings settings) {
        this.filters = new FilterChain(settings.redirectPort());
    }

    /** What becomes of a request. */
    public sealed interface Decision {
        /** The route that took it; null when none did. */
        @Nullable
        Route route();
    }

    /** It is answered here. */
    public record Answered(@Nullable Route route, LocalResponse response) implements Decision {}

    /** It goes to this upstream, which has endpoints. */
    public record Forwarded(@Nullable Route route, Upstream upstream) implements Decision {}

    /**
     * The host as the client wrote it; empty when an HTTP/1.0 client wrote none; null when it is missing, doubled, or
     * contradicts itself (RFC 9112 §3.2).
     *
     * @param headers the values of {@code Host}
     * @param isHttp10 whether it may be missing
     */
    public static @Nullable String writtenHost(List<String> headers, boolean isHttp10) {
        if (headers.isEmpty()) {
            return isHttp10 ? "" : null;
        }
        return headers.size() == 1 && !headers.getFirst().isEmpty() ? headers.getFirst() : null;
    }

    /**
     * As {@link #writtenHost(List, boolean)}, of HTTP/2.
     *
     * @param authority the pseudo-header
     */
    public static @Nullable String writtenHost(List<String> headers, @Nullable String authority) {
        if (authority == null || headers.size() > 1) {
            return null;
        }
        return headers.isEmpty() || headers.getFirst().equalsIgnoreCase(authority) ? authority : null;
    }

    /**
     * The status of a request that is not even looked up; whatever follows it on its connection is not trusted. Empty
     * when it is fine.
     *
     * @param host in its canonical spelling; null when it makes no sense
     * @param uri the request's target
     */
    public static OptionalInt refusal(String method, @Nullable String host, String uri) {
        if (REFUSED_METHODS.contains(method)) {
            return OptionalInt.of(405);
        }
        return host == null || !uri.startsWith("/") ? OptionalInt.of(400) : OptionalInt.empty();
    }

    /** What becomes of a request that came to this listener of the table. */
    public Decision decide(RequestHead head, @Nullable Listener listener, RoutingTable table) {
        var route = listener == null ? null : listener.route(head);
        if (route != null) {
            var answer = filters.answer(head, route.filters());
            if (answer.isPresent()) {
                return new Answered(route, answer.get());
            }
        }
        var key = route == null
                ? listener == null ? null : listener.fallback().orElse(null)
                : UpstreamSelector.choose(route.upstreams());
        var upstream = key == null ? null : table.upstream(key);
        if (upstream == null || upstream.endpoints().isEmpty()) {
            return new Answered(route, LocalResponse.of(route == null ? 404 : 503));
        }
        return new Forwarded(route, upstream);
    }
}

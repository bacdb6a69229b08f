package io.portico.ingress.engine;

import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.RequestHead;
import io.portico.ingress.model.routing.Route;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.model.routing.Upstream;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a request, by its head and the table of this moment. */
public final class RequestAdmission {
    private static final int BAD_REQUEST = 400;
    private static final int METHOD_NOT_ALLOWED = 405;

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
     * The host as the client wrote it; empty when it wrote an empty one, or an HTTP/1.0 client none; null when it is
     * missing or doubled (RFC 9112 §3.2).
     *
     * @param headers the values of {@code Host}
     * @param isHttp10 whether it may be missing
     */
    public static @Nullable String writtenHost(List<String> headers, boolean isHttp10) {
        if (headers.isEmpty()) {
            return isHttp10 ? "" : null;
        }
        return headers.size() == 1 ? headers.getFirst() : null;
    }

    /**
     * As {@link #writtenHost(List, boolean)}, of HTTP/2; null, too, when it contradicts itself.
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
        if (method.equals("TRACE") || method.equals("CONNECT")) {
            return OptionalInt.of(METHOD_NOT_ALLOWED);
        }
        return host == null || !uri.startsWith("/") ? OptionalInt.of(BAD_REQUEST) : OptionalInt.empty();
    }

    /**
     * What becomes of a request that came to this listener of the table.
     *
     * @param written with its path as the client wrote it; matched is the normalised one
     */
    public Decision decide(RequestHead written, @Nullable Listener listener, RoutingTable table) {
        if (!table.whole()) {
            return new Answered(null, LocalResponse.NOT_YET);
        }
        var path = PathReading.normalized(written.path());
        var head = path.equals(written.path()) ? written : new AtPath(written, path);
        var route = listener == null ? null : listener.route(head);
        if (listener != null && isAmbiguous(written, head, route, listener)) {
            return new Answered(route, LocalResponse.of(BAD_REQUEST));
        }
        if (route != null) {
            var answer = filters.answer(head, route.filters());
            if (answer != null) {
                return new Answered(route, answer);
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

    /** Whether an endpoint that reads the path in another way would be asked for what another route guards. */
    private static boolean isAmbiguous(
            RequestHead written, RequestHead normalized, @Nullable Route route, Listener listener) {
        if (!normalized.path().equals(written.path()) && !Objects.equals(route, listener.route(written))) {
            return true;
        }
        if (!PathReading.hasOtherSlashes(written.path())) {
            return false;
        }
        var other = new AtPath(written, PathReading.withEscapedSlashes(written.path()));
        return !Objects.equals(route, listener.route(other));
    }

    /** The same request with its path read in another way. */
    private record AtPath(RequestHead head, String path) implements RequestHead {
        @Override
        public String host() {
            return head.host();
        }

        @Override
        public String uri() {
            return head.uri();
        }

        @Override
        public String method() {
            return head.method();
        }

        @Override
        public boolean secure() {
            return head.secure();
        }

        @Override
        public @Nullable String header(String name) {
            return head.header(name);
        }

        @Override
        public @Nullable String query(String name) {
            return head.query(name);
        }
    }
}

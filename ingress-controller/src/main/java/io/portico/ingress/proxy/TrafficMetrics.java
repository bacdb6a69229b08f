package io.portico.ingress.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.portico.ingress.metrics.IngressMetrics;
import io.portico.ingress.model.Route;
import io.portico.ingress.model.RoutingTable;
import io.portico.runtime.ObjectRef;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code portico_ingress_request_duration_seconds} by Ingress and class of status, and
 * {@code portico_ingress_requests_active}. Six series for each Ingress that there is: those of deleted ones are
 * removed, and nothing that a client writes becomes a label.
 */
final class TrafficMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger active = new AtomicInteger();
    private final ConcurrentHashMap<Series, Timer> timers = new ConcurrentHashMap<>();

    /**
     * @param namespace and name are empty for what no Ingress matches
     * @param status the class, as {@code 2xx}; a backend may answer any number, and all that HTTP does not know (RFC
     *     9110, section 15) are one
     */
    private record Series(String namespace, String name, String status) {
        static String statusOf(int code) {
            return code >= 100 && code < 600 ? code / 100 + "xx" : "other";
        }
    }

    TrafficMetrics(MeterRegistry registry) {
        this.registry = registry;
        IngressMetrics.REQUESTS_ACTIVE.gauge(registry, active, AtomicInteger::get);
    }

    /**
     * A request begins; it ends with its response, or with its connection if that is earlier.
     *
     * @param route null for what no Ingress matches
     * @param exchange ends with the request
     */
    void begin(HttpServerRequest request, @Nullable Route route, @Nullable Exchange exchange) {
        active.incrementAndGet();
        var response = request.response();
        var end = new End(response, route, exchange, System.nanoTime());
        response.endHandler(end).closeHandler(end);
        if (Gate.isWebSocket(request) && request.connection() instanceof ConnectionBase connection) {
            // An upgraded connection leaves HTTP, and with it all handlers.
            connection.channel().closeFuture().addListener(_ -> end.handle(null));
        } else if (request.version() != HttpVersion.HTTP_2) {
            // A response that is reset, as its endpoint broke off, tells neither of the handlers above. An HTTP/1
            // connection answers one request at a time, so the next one may take this handler's place.
            request.connection().closeHandler(end);
        }
    }

    private final class End implements Handler<@Nullable Void> {
        private final HttpServerResponse response;
        private final @Nullable Route route;
        private final @Nullable Exchange exchange;
        private final long since;
        private boolean ended;

        End(HttpServerResponse response, @Nullable Route route, @Nullable Exchange exchange, long since) {
            this.response = response;
            this.route = route;
            this.exchange = exchange;
            this.since = since;
        }

        @Override
        public void handle(@Nullable Void nothing) {
            if (ended) {
                return;
            }
            ended = true;
            active.decrementAndGet();
            if (exchange != null) {
                exchange.end();
            }
            var ingress = route == null ? null : route.ingress();
            var series = new Series(
                    ingress == null ? "" : ingress.namespace(),
                    ingress == null ? "" : ingress.name(),
                    Series.statusOf(response.getStatusCode()));
            timers.computeIfAbsent(series, TrafficMetrics.this::timer)
                    .record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
        }
    }

    /** How many requests are under way. */
    int active() {
        return active.get();
    }

    void keep(RoutingTable table) {
        var present = table.hosts().values().stream()
                .flatMap(host -> host.routes().stream())
                .map(Route::ingress)
                .map(ObjectRef::toString)
                .collect(Collectors.toSet());
        timers.forEach((series, timer) -> {
            if (!series.name.isEmpty() && !present.contains("Ingress " + series.namespace + "/" + series.name)) {
                timers.remove(series);
                registry.remove(timer);
            }
        });
    }

    private Timer timer(Series series) {
        return IngressMetrics.REQUEST_DURATION.timer(registry, series.namespace, series.name, series.status);
    }
}

package io.portico.nodeproxy.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.nodeproxy.listen.Listeners;
import io.portico.nodeproxy.metrics.NodeProxyMetrics;
import io.portico.runtime.Backoff;
import io.portico.runtime.metrics.Metric;
import io.portico.runtime.net.Family;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Answers {@code /healthz} and {@code /livez} as upstream's proxy does on port 10256: load balancers of Services with
 * {@code externalTrafficPolicy: Cluster} ask the first. It fails when changes wait for too long or the node is about to
 * go; the second is blind to the node. Answers are counted in {@code kubeproxy_proxy_healthz_total} and
 * {@code kubeproxy_proxy_livez_total}.
 */
public final class NodeHealthServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NodeHealthServer.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Freshness freshness;
    private final BooleanSupplier nodeEligible;
    private final MeterRegistry registry;
    private final Listeners<BindAddress> listeners;

    /**
     * Where it listens.
     *
     * @param host an address of this host
     */
    public record BindAddress(String host, int port) {}

    /** {@code nodeEligible}: whether the node should get anything new. */
    public NodeHealthServer(Vertx vertx, MeterRegistry registry, Freshness freshness, BooleanSupplier nodeEligible) {
        this.freshness = freshness;
        this.nodeEligible = nodeEligible;
        this.registry = registry;
        var server = new ProbeServer(vertx, registry);
        this.listeners = new Listeners<>(
                vertx,
                BACKOFF,
                address -> server.open(address.host(), address.port(), this::answer),
                (address, why) -> LOG.warnf(
                        "/healthz cannot listen on %s port %d, trying again: %s", address.host(), address.port(), why));
    }

    /** Listens there, sooner or later. */
    public void listen(BindAddress address) {
        listeners.sync(Set.of(address));
    }

    /** A line for {@code /state} if it does not listen; else empty. */
    public String failure() {
        return listeners.failures().entrySet().stream()
                .map(failure -> "/healthz does not listen on port "
                        + failure.getKey().port() + ": " + failure.getValue() + "\n")
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        listeners.close();
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/healthz" -> healthz(request);
            case "/livez" -> livez(request);
            case null, default -> {
                var _ = request.response().setStatusCode(404).end();
            }
        }
    }

    private void healthz(HttpServerRequest request) {
        var eligible = nodeEligible.getAsBoolean();
        var family = ProbeServer.family(request);
        var good = freshness.isFresh(family) && eligible;
        count(NodeProxyMetrics.HEALTHZ, good);
        ProbeServer.answer(request.response(), good, times(family).put("nodeEligible", eligible));
    }

    private void livez(HttpServerRequest request) {
        var family = ProbeServer.family(request);
        var good = freshness.isFresh(family);
        count(NodeProxyMetrics.LIVEZ, good);
        ProbeServer.answer(request.response(), good, times(family));
    }

    private JsonObject times(Family family) {
        return new JsonObject()
                .put("lastUpdated", freshness.asOf(family).toString())
                .put("currentTime", freshness.now().toString());
    }

    private void count(Metric metric, boolean good) {
        metric.counter(registry, good ? "200" : "503").increment();
    }
}

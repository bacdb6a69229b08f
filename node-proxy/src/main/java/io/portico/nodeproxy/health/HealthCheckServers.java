package io.portico.nodeproxy.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.listen.Listeners;
import io.portico.nodeproxy.model.state.HealthCheck;
import io.portico.runtime.Backoff;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Answers at the health check node port of each Service that has one, whatever the path: 200 while this node has a
 * ready endpoint of it, else 503 (upstream's pkg/proxy/healthcheck/service_health.go). A change of the endpoints leaves
 * the listener alone. What cannot be bound is an Event on the Service, and is tried again.
 */
public final class HealthCheckServers implements AutoCloseable {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Freshness freshness;
    private final Consumer<Problem> problems;
    private final String node;
    private final Listeners<Endpoint> listeners;
    private volatile Map<Integer, HealthCheck> checks = Map.of();

    /** {@code problems} hears of each port that cannot be bound, on an event loop; {@code node} is this node's name. */
    public HealthCheckServers(
            Vertx vertx, MeterRegistry registry, Freshness freshness, String node, Consumer<Problem> problems) {
        this.freshness = freshness;
        this.problems = problems;
        this.node = node;
        var server = new ProbeServer(vertx, registry);
        this.listeners = new Listeners<>(
                vertx,
                BACKOFF,
                endpoint -> server.open(
                        endpoint.address().text(), endpoint.port(), request -> answer(endpoint.port(), request)),
                (endpoint, why) -> report(endpoint, why));
    }

    /** Answers for those from now on, by port, at each of those addresses. */
    public void sync(SortedMap<Integer, HealthCheck> wanted, ListenAddresses addresses) {
        checks = Map.copyOf(wanted);
        listeners.sync(wanted.keySet().stream()
                .flatMap(port -> addresses.probes().stream().map(address -> new Endpoint(address, port)))
                .collect(Collectors.toSet()));
    }

    /** For {@code /state}: a line for each port. */
    @Override
    public String toString() {
        var failures = listeners.failures();
        var text = new StringBuilder();
        for (var check : new TreeMap<>(checks).values()) {
            text.append("  ").append(check).append('\n');
            failures.forEach((endpoint, why) -> {
                if (endpoint.port() == check.port()) {
                    text.append("    not bound: ").append(why).append('\n');
                }
            });
        }
        return text.isEmpty() ? "" : "health check node ports, ready endpoints here\n" + text;
    }

    @Override
    public void close() {
        listeners.close();
    }

    private void answer(int port, HttpServerRequest request) {
        var check = checks.get(port);
        if (check == null) {
            // The Service went a moment ago; so will this connection.
            var _ = request.connection().close();
            return;
        }
        var family = ProbeServer.family(request);
        var endpoints = check.endpoints(family);
        var fresh = freshness.isFresh(family);
        request.response().putHeader("X-Load-Balancing-Endpoint-Weight", String.valueOf(endpoints));
        ProbeServer.answer(
                request.response(),
                endpoints > 0 && fresh,
                new JsonObject()
                        .put(
                                "service",
                                new JsonObject()
                                        .put("namespace", check.service().namespace())
                                        .put("name", check.service().name()))
                        .put("localEndpoints", endpoints)
                        .put("serviceProxyHealthy", fresh));
    }

    private void report(Endpoint endpoint, String why) {
        var check = checks.get(endpoint.port());
        if (check != null) {
            problems.accept(new Problem(
                    check.service(),
                    "FailedToStartServiceHealthcheck",
                    "spec.healthCheckNodePort " + endpoint.port() + " cannot be bound on node " + node
                            + ", trying again: " + why + "; free that port there, or have the Service get another"));
        }
    }
}

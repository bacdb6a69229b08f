package io.portico.ingress.engine.vertx;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.engine.DefaultCertificateAlarm;
import io.portico.ingress.engine.EngineSettings;
import io.portico.ingress.engine.HeaderRules;
import io.portico.ingress.engine.ProxyEngine;
import io.portico.ingress.engine.RequestAdmission;
import io.portico.ingress.engine.RequestMetrics;
import io.portico.ingress.engine.UpstreamSelector;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.tls.SniKeyManager;
import io.portico.runtime.Problem;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Verticle;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The engine made of vertx-web-proxy: one {@link TrafficVerticle} per event loop, all reading one volatile table. It
 * listens at what the first table that has listeners names, and at nothing else later.
 */
public final class VertxProxyEngine implements ProxyEngine {
    private static final Logger LOG = Logger.getLogger(VertxProxyEngine.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DRAIN_POLL = Duration.ofMillis(20);

    private final Vertx vertx;
    private final EngineSettings settings;
    private final RequestMetrics metrics;
    private final DefaultCertificateAlarm alarm;
    private final SniKeyManager keyManager;
    private final UpstreamSelector selector = new UpstreamSelector();
    private final Map<Listener.Key, Integer> bound = new ConcurrentHashMap<>();
    private volatile RoutingTable table = RoutingTable.EMPTY;
    private volatile @Nullable String deployment;

    /**
     * @param selfMade served where no other certificate is there
     * @param reports told when a client that asked for a host with a rule was shown the default certificate; called on
     *     an event loop
     */
    public VertxProxyEngine(
            Vertx vertx,
            EngineSettings settings,
            ServerCertificate selfMade,
            MeterRegistry registry,
            Consumer<Problem> reports) {
        this.vertx = vertx;
        this.settings = settings;
        this.metrics = new RequestMetrics(registry);
        this.alarm = new DefaultCertificateAlarm(registry, reports);
        this.keyManager = new SniKeyManager(selfMade, alarm::served, SniKeyManager::nameOfSession);
    }

    @Override
    public void serve(RoutingTable next) {
        // Certificates first: a host that becomes routable is never shown another one's certificate for a moment.
        var certificates = next.certificates();
        keyManager.serve(certificates);
        alarm.keep(certificates);
        var _ = selector.keep(next.upstreams());
        table = next;
        metrics.keep(next);
        if (bound.isEmpty() && deployment == null && !next.listeners().isEmpty()) {
            bind(next.listeners().keySet());
        }
    }

    @Override
    public Map<Listener.Key, Integer> bound() {
        return Map.copyOf(bound);
    }

    private void bind(Set<Listener.Key> keys) {
        var listeners = keys.stream()
                .sorted(Comparator.comparing(Listener.Key::protocol).thenComparingInt(Listener.Key::port))
                .toList();
        var shared = new TrafficVerticle.Shared(
                new Limits(settings.silence()),
                keyManager,
                () -> table,
                new RequestAdmission(settings),
                metrics,
                new HeaderRules(settings),
                selector);
        Supplier<Verticle> verticle = () -> new TrafficVerticle(shared, listeners, bound);
        deployment = await(
                vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(settings.eventLoops())),
                "ports " + ports(listeners) + " could not be bound");
        LOG.infof(
                "serving %s",
                String.join(
                        ", ",
                        listeners.stream()
                                .map(key -> key.protocol() + " on port " + bound.get(key))
                                .toList()));
    }

    private static String ports(List<Listener.Key> listeners) {
        return String.join(
                " and ",
                listeners.stream().map(key -> Integer.toString(key.port())).toList());
    }

    @Override
    public void drain(Duration most) {
        var id = deployment;
        if (id == null) {
            return;
        }
        deployment = null;
        var deadline = System.nanoTime() + most.toNanos();
        try {
            while (metrics.active() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(DRAIN_POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (metrics.active() > 0) {
            LOG.warnf("%d requests were cut off: they still ran after %s", metrics.active(), most);
        }
        var _ = await(vertx.undeploy(id).map(""), "the traffic ports could not be closed");
    }

    private static <T> T await(Future<T> future, String complaint) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(complaint + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(complaint + " within " + START_TIMEOUT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(complaint + ": interrupted", e);
        }
    }
}

package io.portico.ingress.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.model.RoutingTable;
import io.portico.ingress.model.ServerCertificate;
import io.portico.ingress.tls.SniKeyManager;
import io.portico.runtime.Problem;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Verticle;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The engine made of vertx-web-proxy: one {@link TrafficVerticle} per event loop, all reading one volatile table. */
public final class VertxProxyEngine implements ProxyEngine {
    private static final Logger LOG = Logger.getLogger(VertxProxyEngine.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DRAIN_POLL = Duration.ofMillis(20);

    private final Vertx vertx;
    private final Settings settings;
    private final TrafficMetrics metrics;
    private final DefaultCertificateAlarm alarm;
    private final SniKeyManager keyManager;
    private final Balancer balancer = new Balancer();
    private volatile RoutingTable table = RoutingTable.EMPTY;
    private volatile @Nullable String deployment;

    /**
     * How to serve.
     *
     * @param httpPort 0 for any free one
     * @param httpsPort 0 for any free one
     * @param redirectPort the HTTPS port that clients see, and redirects name unless it is 443
     * @param eventLoops servers per port, each on an event loop of its own
     */
    public record Settings(int httpPort, int httpsPort, int redirectPort, int eventLoops, Limits limits) {}

    /**
     * @param selfMade served where no other certificate is there
     * @param reports told when a client that asked for a host with a rule was shown the default certificate; called on
     *     an event loop
     */
    public VertxProxyEngine(
            Vertx vertx,
            Settings settings,
            ServerCertificate selfMade,
            MeterRegistry registry,
            Consumer<Problem> reports) {
        this.vertx = vertx;
        this.settings = settings;
        this.metrics = new TrafficMetrics(registry);
        this.alarm = new DefaultCertificateAlarm(registry, this::table, reports);
        this.keyManager = new SniKeyManager(selfMade, alarm::served);
    }

    @Override
    public Ports start() {
        var ports = new TrafficVerticle.BoundPorts();
        Supplier<Verticle> verticle =
                () -> new TrafficVerticle(settings, keyManager, this::table, metrics, balancer, ports);
        deployment = await(
                vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(settings.eventLoops)),
                "ports " + settings.httpPort + " and " + settings.httpsPort + " could not be bound");
        LOG.infof("serving HTTP on port %d and HTTPS on port %d", ports.http(), ports.https());
        return new Ports(ports.http(), ports.https());
    }

    @Override
    public void serve(RoutingTable next) {
        // Certificates first: a host that becomes routable is never shown another one's certificate for a moment.
        keyManager.serve(next.certificates());
        table = next;
        balancer.keep(next);
        metrics.keep(next);
        alarm.keep(next);
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

    private RoutingTable table() {
        return table;
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

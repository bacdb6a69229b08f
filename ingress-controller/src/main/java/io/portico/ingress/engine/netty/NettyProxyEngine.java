package io.portico.ingress.engine.netty;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.portico.ingress.engine.DefaultCertificateAlarm;
import io.portico.ingress.engine.EngineSettings;
import io.portico.ingress.engine.HeaderRules;
import io.portico.ingress.engine.ProxyEngine;
import io.portico.ingress.engine.RequestAdmission;
import io.portico.ingress.engine.RequestMetrics;
import io.portico.ingress.engine.UpstreamSelector;
import io.portico.ingress.engine.http1.Fault;
import io.portico.ingress.metrics.IngressMetrics;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.tls.SniKeyManager;
import io.portico.runtime.Problem;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jboss.logging.Logger;

/** The engine made of Netty's channels: one {@link Worker} per event loop, all reading one volatile table. */
public final class NettyProxyEngine implements ProxyEngine {
    private static final Logger LOG = Logger.getLogger(NettyProxyEngine.class);
    private static final Duration DRAIN_POLL = Duration.ofMillis(20);
    /** For what began between the last look and the end of listening. */
    private static final Duration LEAST_DRAIN = Duration.ofMillis(200);

    private final EventLoopGroup loops;
    private final IdentityHashMap<EventLoop, Worker> workers = new IdentityHashMap<>();
    private final Listeners listeners;
    private final RequestMetrics metrics;
    private final DefaultCertificateAlarm alarm;
    private final SniKeyManager keyManager;
    private final UpstreamSelector selector = new UpstreamSelector();
    private volatile RoutingTable table = RoutingTable.EMPTY;
    private volatile boolean isDraining;

    /**
     * Serves nothing yet.
     *
     * @param selfMade served where no other certificate is there
     * @param reports told when a client that asked for a host with a rule was shown the default certificate; called on
     *     an event loop
     */
    public NettyProxyEngine(
            EngineSettings settings, ServerCertificate selfMade, MeterRegistry registry, Consumer<Problem> reports) {
        this(settings, Timeouts.DEFAULT, selfMade, registry, reports);
    }

    NettyProxyEngine(
            EngineSettings settings,
            Timeouts timeouts,
            ServerCertificate selfMade,
            MeterRegistry registry,
            Consumer<Problem> reports) {
        this.metrics = new RequestMetrics(registry);
        this.alarm = new DefaultCertificateAlarm(registry, reports);
        this.keyManager = new SniKeyManager(selfMade, alarm::served, SSLEngine::getPeerHost);
        this.loops = new NioEventLoopGroup(settings.eventLoops(), new DefaultThreadFactory("traffic", true));
        loops.forEach(loop -> workers.put((EventLoop) loop, new Worker((EventLoop) loop, timeouts)));
        var shared = new Shared(
                () -> table,
                new Intake(new RequestAdmission(settings), new HeaderRules(settings)),
                metrics,
                selector,
                settings.trustedProxies(),
                settings.proxyProtocol(),
                () -> isDraining,
                fault -> IngressMetrics.REQUESTS_REFUSED
                        .counter(registry, fault.label())
                        .increment());
        for (var fault : Fault.values()) {
            // Shown from the start, so that the first one counts as a change.
            var _ = IngressMetrics.REQUESTS_REFUSED.counter(registry, fault.label());
        }
        var tls = Tls.context(keyManager);
        this.listeners = new Listeners(loops, key -> new ClientInitializer(workers, shared, tls, key));
    }

    @Override
    public void serve(RoutingTable next) {
        // Certificates first: a host that becomes routable is never shown another one's certificate for a moment.
        var certificates = next.certificates();
        keyManager.serve(certificates);
        alarm.keep(certificates);
        if (!isDraining) {
            listeners.bind(next.listeners().keySet());
        }
        var gone = selector.keep(next.upstreams());
        table = next;
        metrics.keep(next);
        listeners.retain(next.listeners().keySet());
        if (!gone.isEmpty()) {
            workers.forEach((loop, worker) -> loop.execute(() -> worker.forget(gone)));
        }
    }

    @Override
    public Map<Listener.Key, Integer> bound() {
        return listeners.ports();
    }

    @Override
    public void drain(Duration most) {
        if (loops.isShuttingDown()) {
            return;
        }
        var deadline = System.nanoTime() + most.toNanos();
        isDraining = true;
        workers.forEach((loop, worker) -> loop.execute(worker::drain));
        awaitIdle(deadline);
        listeners.unbind(listeners.ports().keySet());
        awaitIdle(Math.max(deadline, System.nanoTime() + (most.isZero() ? 0 : LEAST_DRAIN.toNanos())));
        if (metrics.active() > 0) {
            LOG.warnf("%d requests were cut off: they still ran after %s", metrics.active(), most);
        }
        workers.forEach((loop, worker) -> loop.execute(worker::stop));
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private void awaitIdle(long deadline) {
        try {
            while (metrics.active() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(DRAIN_POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

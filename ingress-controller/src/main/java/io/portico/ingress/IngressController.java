package io.portico.ingress;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.engine.EngineSettings;
import io.portico.ingress.engine.ProxyEngine;
import io.portico.ingress.engine.netty.NettyProxyEngine;
import io.portico.ingress.engine.vertx.VertxProxyEngine;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.UpstreamPolicy;
import io.portico.ingress.model.translate.Settings;
import io.portico.ingress.model.translate.Translation;
import io.portico.ingress.tls.DefaultCertificate;
import io.portico.ingress.tls.JdkTls;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.PorticoConfig;
import io.portico.runtime.Problem;
import io.portico.runtime.application.Running;
import io.portico.runtime.application.ServiceApplication;
import io.portico.runtime.election.Leadership;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.state.State;
import io.portico.runtime.values.NamespacedName;
import io.quarkus.runtime.LaunchMode;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Puts the service together. It binds the traffic ports first, follows the cluster next, and campaigns for leadership
 * last; ready once a whole routing table is served. On stop it says "not ready", lets requests end, and goes.
 */
@Readiness
@ApplicationScoped
public class IngressController extends ServiceApplication<IngressController.Parts> implements HealthCheck {
    /** The Lease in the install namespace. */
    static final String LEASE = "portico-ingress-status";

    private static final String COMPONENT = "portico-ingress-controller";

    private final IngressConfig config;
    private final PorticoConfig portico;
    private final KubernetesClient client;
    private final InformerHealth health;
    private final Vertx vertx;
    private final MeterRegistry metrics;

    /** The bound ones. */
    record Ports(int http, int https) {}

    /** What start made and stop ends. */
    record Parts(
            EventRecorder events,
            EventRecorder leadersEvents,
            ProxyEngine engine,
            Duration drainTimeout,
            Ports ports,
            RoutingLoop loop,
            Leadership leadership)
            implements Running {
        @Override
        public State state() {
            var model = new LinkedHashMap<String, Object>();
            model.put("http", ports.http());
            model.put("https", ports.https());
            model.putAll(loop.table().entries());
            return new State(Optional.of(leadership.leader()), loop.problems(), model);
        }

        @Override
        public void close() {
            leadership.close();
            engine.drain(drainTimeout);
            loop.close();
            events.close();
            leadersEvents.close();
        }
    }

    IngressController(
            IngressConfig config,
            PorticoConfig portico,
            KubernetesClient client,
            @Readiness InformerHealth health,
            Vertx vertx,
            MeterRegistry metrics) {
        this.config = config;
        this.portico = portico;
        this.client = client;
        this.health = health;
        this.vertx = vertx;
        this.metrics = metrics;
    }

    @Override
    protected Parts run() {
        var clock = Clock.systemUTC();
        var events = new EventRecorder(client, COMPONENT, portico.identity(), clock, metrics);
        var leadersEvents = EventRecorder.ofLeader(client, COMPONENT, portico.identity(), clock, metrics);
        var settings = settings();
        var engine = engine(DefaultCertificate.create(clock.instant()), events::report);
        engine.serve(Translation.nothing(settings).table());
        var ports = new Ports(port(engine, settings.http()), port(engine, settings.https()));
        var loop = new RoutingLoop(client, health, settings, engine, leadersEvents, clock, metrics);
        loop.start();
        var leadership = new Leadership(
                client, metrics, portico.namespace(), LEASE, portico.identity(), loop::startLeading, loop::stopLeading);
        leadership.campaign();
        return new Parts(events, leadersEvents, engine, config.drainTimeout(), ports, loop, leadership);
    }

    @Override
    public HealthCheckResponse call() {
        var served = running().map(parts -> parts.loop.served()).orElse(false);
        var response = HealthCheckResponse.named("traffic").status(served && !isEnding());
        running()
                .map(Parts::ports)
                .ifPresent(ports -> response.withData("http", ports.http()).withData("https", ports.https()));
        return response.build();
    }

    private Settings settings() {
        return new Settings(
                portico.namespace(),
                config.ingressClass(),
                config.defaultBackend(),
                config.defaultCertificate().map(IngressController::secret),
                config.publishService(),
                config.publishAddresses().orElse(List.of()),
                config.httpPort(),
                config.httpsPort(),
                UpstreamPolicy.DEFAULT.withTimeouts(config.connectTimeout(), config.readTimeout()));
    }

    private static NamespacedName secret(String text) {
        var slash = text.indexOf('/');
        if (slash <= 0) {
            throw new IllegalArgumentException(
                    "portico.ingress.default-certificate must be namespace/name, but is " + text);
        }
        return new NamespacedName(text.substring(0, slash), text.substring(slash + 1));
    }

    private ProxyEngine engine(ServerCertificate selfMade, Consumer<Problem> reports) {
        var engineSettings = new EngineSettings(
                config.httpsPortOfClients(),
                config.eventLoops().orElse(Runtime.getRuntime().availableProcessors()),
                config.readTimeout(),
                config.trustedProxies().orElse(List.of()).stream()
                        .flatMap(range -> Cidr.parse(range).stream())
                        .toList(),
                config.proxyProtocol(),
                config.forwardedHeader());
        return switch (config.engine()) {
            case VERTX -> new VertxProxyEngine(vertx, engineSettings, selfMade, metrics, reports);
            case NETTY -> {
                if (LaunchMode.current() != LaunchMode.TEST) {
                    // For the whole process; the JVM of the tests has other engines in it.
                    JdkTls.leaveServerNames();
                }
                yield new NettyProxyEngine(engineSettings, selfMade, metrics, reports);
            }
        };
    }

    private static int port(ProxyEngine engine, Listener.Key listener) {
        return Objects.requireNonNull(engine.bound().get(listener), "the engine has bound what it serves");
    }
}

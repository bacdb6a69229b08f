package io.portico.ingress;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.engine.EngineSettings;
import io.portico.ingress.engine.ProxyEngine;
import io.portico.ingress.engine.vertx.VertxProxyEngine;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.UpstreamPolicy;
import io.portico.ingress.model.translate.Settings;
import io.portico.ingress.model.translate.Translation;
import io.portico.ingress.tls.DefaultCertificate;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.PorticoConfig;
import io.portico.runtime.election.Leadership;
import io.portico.runtime.state.State;
import io.portico.runtime.state.StateSource;
import io.portico.runtime.values.NamespacedName;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Puts the service together. It binds the traffic ports first, follows the cluster next, and campaigns for leadership
 * last; ready once a whole routing table is served. On stop it says "not ready", lets requests end, and goes.
 */
@Readiness
@ApplicationScoped
public class IngressController implements StateSource, HealthCheck {
    /** The Lease in the install namespace. */
    static final String LEASE = "portico-ingress-status";

    private static final String COMPONENT = "portico-ingress-controller";

    private final IngressConfig config;
    private final PorticoConfig portico;
    private final KubernetesClient client;
    private final InformerHealth health;
    private final Vertx vertx;
    private final MeterRegistry metrics;

    private volatile @Nullable Running running;
    private volatile boolean stopping;

    /** The bound ones. */
    private record Ports(int http, int https) {}

    /** What start made and stop ends. */
    private record Running(
            EventRecorder events,
            EventRecorder leadersEvents,
            ProxyEngine engine,
            Ports ports,
            RoutingLoop loop,
            Leadership leadership) {}

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

    void start(@Observes StartupEvent event) {
        var clock = Clock.systemUTC();
        var events = new EventRecorder(client, COMPONENT, portico.identity(), clock, metrics);
        var leadersEvents = EventRecorder.ofLeader(client, COMPONENT, portico.identity(), clock, metrics);
        var settings = settings();
        var engine = new VertxProxyEngine(
                vertx, engineSettings(), DefaultCertificate.create(clock.instant()), metrics, events::report);
        engine.serve(Translation.nothing(settings).table());
        var ports = new Ports(port(engine, settings.http()), port(engine, settings.https()));
        var loop = new RoutingLoop(client, health, settings, engine, leadersEvents, clock, metrics);
        loop.start();
        var leadership = new Leadership(
                client, metrics, portico.namespace(), LEASE, portico.identity(), loop::startLeading, loop::stopLeading);
        leadership.campaign();
        running = new Running(events, leadersEvents, engine, ports, loop, leadership);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        var ending = running;
        if (ending != null) {
            ending.leadership.close();
            ending.engine.drain(config.drainTimeout());
            ending.loop.close();
            ending.events.close();
            ending.leadersEvents.close();
        }
    }

    @Override
    public HealthCheckResponse call() {
        var now = running;
        var response = HealthCheckResponse.named("traffic").status(now != null && now.loop.served() && !stopping);
        if (now != null) {
            response.withData("http", now.ports.http()).withData("https", now.ports.https());
        }
        return response.build();
    }

    @Override
    public State state() {
        var now = running;
        if (now == null) {
            return State.STARTING;
        }
        var model = new LinkedHashMap<String, Object>();
        model.put("http", now.ports.http());
        model.put("https", now.ports.https());
        model.putAll(now.loop.table().entries());
        return new State(Optional.of(now.leadership.leader()), now.loop.problems(), model);
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

    private EngineSettings engineSettings() {
        return new EngineSettings(
                config.httpsPortOfClients(),
                config.eventLoops().orElse(Runtime.getRuntime().availableProcessors()),
                config.readTimeout());
    }

    private static int port(ProxyEngine engine, Listener.Key listener) {
        return Objects.requireNonNull(engine.bound().get(listener), "the engine has bound what it serves");
    }
}

package io.portico.defaultbackend;

import io.portico.runtime.state.State;
import io.portico.runtime.state.StateSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** The traffic port: one HTTP server per event loop, all on the same port. */
@Default
@Readiness
@ApplicationScoped
public class DefaultBackendServer implements HealthCheck, StateSource {
    private static final Logger LOG = Logger.getLogger(DefaultBackendServer.class);
    private static final int MOST_HEADER_BYTES = 8192;
    private static final int MOST_REQUEST_LINE_BYTES = 4096;

    private final Vertx vertx;
    private final DefaultBackendConfig config;
    private final NotFoundRoutes routes;
    private volatile int port;

    DefaultBackendServer(Vertx vertx, DefaultBackendConfig config, NotFoundRoutes routes) {
        this.vertx = vertx;
        this.config = config;
        this.routes = routes;
    }

    /** The port that it listens on; 0 before the start and once the end has begun. */
    public int port() {
        return port;
    }

    void start(@Observes StartupEvent event) {
        var options = new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
        vertx.deployVerticle(Listener::new, options)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        LOG.infof("answering 404 on port %d", port);
    }

    void stop(@Observes ShutdownEvent event) {
        port = 0;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("traffic port")
                .status(port != 0)
                .withData("port", port)
                .build();
    }

    /** Each replica works for itself, and nobody's object is looked at. */
    @Override
    public State state() {
        return new State(Optional.empty(), List.of(), Map.of("port", port));
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setPort(config.port() == 0 ? -1 : config.port()) // negative: one free port, shared by all instances
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(MOST_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setIdleTimeout(Math.toIntExact(config.idleTimeout().toSeconds()));
    }

    private final class Listener extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(options())
                    .requestHandler(routes.create(vertx))
                    .listen()
                    .onSuccess(server -> port = server.actualPort())
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}

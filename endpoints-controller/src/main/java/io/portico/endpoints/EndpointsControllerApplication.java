package io.portico.endpoints;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.endpoints.apply.Reconciler;
import io.portico.endpoints.apply.takeover.Rivalry;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.takeover.Managers;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.PorticoConfig;
import io.portico.runtime.state.State;
import io.portico.runtime.state.StateSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The controller as a Quarkus application: settings in, health, metrics and {@code /state} out. */
@ApplicationScoped
public class EndpointsControllerApplication implements StateSource {
    private final KubernetesClient client;
    private final InformerHealth informers;
    private final MeterRegistry metrics;
    private final PorticoConfig portico;
    private final EndpointsConfig config;
    private volatile @Nullable EndpointsController controller;

    EndpointsControllerApplication(
            KubernetesClient client,
            InformerHealth informers,
            MeterRegistry metrics,
            PorticoConfig portico,
            EndpointsConfig config) {
        this.client = client;
        this.informers = informers;
        this.metrics = metrics;
        this.portico = portico;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        controller = new EndpointsController(
                client,
                informers,
                metrics,
                new EndpointsController.Settings(
                        portico.namespace(),
                        portico.identity(),
                        config.workers(),
                        new Reconciler.Choices(
                                config.maxEndpointsPerSlice(),
                                config.writeEndpoints(),
                                Managers.of(
                                        ManagedBy.named(config.managedBy()),
                                        config.takeover(),
                                        config.previousManagedBy().orElse(List.of())),
                                Rivalry.Patience.DEFAULT),
                        config.loadBalancer().choices(),
                        new Pace(config.batchPeriod(), config.apiQps(), config.apiBurst())));
    }

    void stop(@Observes ShutdownEvent event) {
        var current = controller;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public State state() {
        var current = controller;
        return current == null ? State.STARTING : current.state();
    }
}

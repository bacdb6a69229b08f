package io.portico.endpoints;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.endpoints.apply.Reconciler;
import io.portico.endpoints.apply.takeover.Rivalry;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.takeover.Managers;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.PorticoConfig;
import io.portico.runtime.application.ServiceApplication;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The controller as a Quarkus application: settings in, health, metrics and {@code /state} out. */
@ApplicationScoped
public class EndpointsControllerApplication extends ServiceApplication<EndpointsController> {
    private final KubernetesClient client;
    private final InformerHealth informers;
    private final MeterRegistry metrics;
    private final PorticoConfig portico;
    private final EndpointsConfig config;

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

    @Override
    protected EndpointsController run() {
        return new EndpointsController(
                client,
                informers,
                metrics,
                new ReplicaSettings(
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
}

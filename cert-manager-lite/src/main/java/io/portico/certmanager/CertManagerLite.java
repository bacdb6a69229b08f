package io.portico.certmanager;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.PorticoConfig;
import io.portico.runtime.application.ServiceApplication;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** The application: one {@link CertManager} from start to shutdown. */
@ApplicationScoped
public class CertManagerLite extends ServiceApplication<CertManager> {
    private final KubernetesClient client;
    private final PorticoConfig config;
    private final MeterRegistry metrics;
    private final InformerHealth health;

    CertManagerLite(KubernetesClient client, PorticoConfig config, MeterRegistry metrics, InformerHealth health) {
        this.client = client;
        this.config = config;
        this.metrics = metrics;
        this.health = health;
    }

    @Override
    protected CertManager run() {
        return new CertManager(client, config.namespace(), config.identity(), Clock.systemUTC(), metrics, health);
    }
}

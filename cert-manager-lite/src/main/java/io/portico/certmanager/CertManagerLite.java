package io.portico.certmanager;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.PorticoConfig;
import io.portico.runtime.state.State;
import io.portico.runtime.state.StateSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The application: one {@link CertManager} from start to shutdown. */
@ApplicationScoped
public class CertManagerLite implements StateSource {
    private final KubernetesClient client;
    private final PorticoConfig config;
    private final MeterRegistry metrics;
    private final InformerHealth health;
    private volatile @Nullable CertManager manager;

    CertManagerLite(KubernetesClient client, PorticoConfig config, MeterRegistry metrics, InformerHealth health) {
        this.client = client;
        this.config = config;
        this.metrics = metrics;
        this.health = health;
    }

    void start(@Observes StartupEvent event) {
        manager = new CertManager(client, config.namespace(), config.identity(), Clock.systemUTC(), metrics, health);
    }

    void stop(@Observes ShutdownEvent event) {
        var current = manager;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public State state() {
        var current = manager;
        return current == null ? State.STARTING : current.state();
    }
}

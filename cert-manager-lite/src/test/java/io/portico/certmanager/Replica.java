package io.portico.certmanager;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.KubeApi;
import java.time.Clock;

/** One replica with everything it holds, under the rights that the chart gives the service. */
final class Replica implements AutoCloseable {
    private static final String ACCOUNT = "portico-cert-manager-lite";

    private final KubernetesClient client;
    private final InformerHealth health = new InformerHealth();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final CertManager manager;

    Replica(KubeApi api, String installNamespace, String identity, Clock clock) {
        client = ChartAccount.of(api, installNamespace, ACCOUNT).client();
        manager = new CertManager(client, installNamespace, identity, clock, metrics, health);
    }

    /** Returns when its watches have seen everything that there is. */
    void awaitSync() throws InterruptedException {
        health.awaitSync();
    }

    @Override
    public void close() {
        manager.close();
        health.close();
        client.close();
    }
}

package io.portico.certmanager;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.Golden;
import io.portico.testkit.KubeApi;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** One replica with everything it holds, under the service's own account and rights. */
final class Replica implements AutoCloseable {
    private static final String ACCOUNT = "cert-manager-lite";

    private final KubernetesClient client;
    private final InformerHealth health = new InformerHealth();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final CertManager manager;

    Replica(KubeApi api, String installNamespace, String identity, Clock clock) {
        grant(api, installNamespace);
        client = new KubernetesClientBuilder()
                .withConfig(api.config(api.tokenOf(installNamespace, ACCOUNT)))
                .build();
        manager = new CertManager(client, installNamespace, identity, clock, metrics, health);
    }

    private static void grant(KubeApi api, String installNamespace) {
        for (HasMetadata object : api.admin()
                .load(new ByteArrayInputStream(Golden.read("rbac.yaml")
                        .replace("INSTALL", installNamespace)
                        .getBytes(StandardCharsets.UTF_8)))
                .items()) {
            api.admin().resource(object).serverSideApply();
        }
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

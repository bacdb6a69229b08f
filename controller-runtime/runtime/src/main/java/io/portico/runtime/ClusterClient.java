package io.portico.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;

/** The client of a command, which has no Quarkus to make it. */
public final class ClusterClient {
    private ClusterClient() {}

    /** By the pod's ServiceAccount, or by the kubeconfig of whoever calls the command. */
    public static KubernetesClient create() {
        return new KubernetesClientBuilder()
                .withHttpClientFactory(new VertxHttpClientFactory())
                .build();
    }
}

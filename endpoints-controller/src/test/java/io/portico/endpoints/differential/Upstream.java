package io.portico.endpoints.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.testkit.KubeApi;
import java.io.UncheckedIOException;
import java.time.Duration;

/** An API server of its own with upstream's kube-controller-manager, of which only the endpoints controllers run. */
final class Upstream implements AutoCloseable {
    private final KubeApi api = KubeApi.start(KubeApi.Options.DEFAULT);
    private final ControllerManager manager;

    /** Returns once it has swept the Endpoints that it found without a Service: what is hand-written later stays. */
    Upstream() {
        var orphan = api.admin()
                .resource(new EndpointsBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("orphan")
                        .endMetadata()
                        .build());
        orphan.create();
        try {
            manager = new ControllerManager(api);
        } catch (UncheckedIOException e) {
            api.close();
            throw e;
        }
        await().atMost(Duration.ofSeconds(60))
                .failFast(() -> assertThat(failure()).isEmpty())
                .until(() -> orphan.get() == null);
    }

    KubernetesClient client() {
        return api.admin();
    }

    /** Why it is of no use; empty while it runs. */
    String failure() {
        return manager.failure();
    }

    @Override
    public void close() {
        manager.close();
        api.close();
    }
}

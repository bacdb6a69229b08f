package io.portico.ingress.apply;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.portico.ingress.model.status.IngressStatus;
import io.portico.runtime.ApiSentence;
import io.portico.runtime.Pages;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes every address that this controller wrote out of the status of Ingresses, for good. */
public final class StatusCleanup {
    private final KubernetesClient client;
    private final Consumer<String> out;

    /** @param out takes a line that says how many it were, and one for each that failed */
    public StatusCleanup(KubernetesClient client, Consumer<String> out) {
        this.client = client;
        this.out = out;
    }

    /** Whether none is left. */
    public boolean run() {
        var patch = new IngressStatusPatch(client);
        var cleared = 0;
        var failed = 0;
        for (var ingress : Pages.all(client.network().v1().ingresses().inAnyNamespace())) {
            var status = IngressStatus.of(ingress);
            if (status.change(Optional.empty()).isEmpty()) {
                continue;
            }
            var name = NamespacedName.of(ingress);
            try {
                patch.write(name, status.uid(), List.of());
                cleared++;
            } catch (KubernetesClientException e) {
                failed++;
                out.accept("Ingress %s: failed: %s".formatted(name, ApiSentence.of(e)));
            }
        }
        out.accept("Ingresses: %d statuses cleared".formatted(cleared));
        return failed == 0;
    }
}

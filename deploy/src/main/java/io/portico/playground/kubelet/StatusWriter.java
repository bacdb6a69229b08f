package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.portico.playground.cluster.Json;
import io.portico.playground.kubelet.PodNetworks.PodNetwork;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes one pod's status, and only changes of it, one after the other. */
final class StatusWriter {
    private static final Logger LOG = Logger.getLogger(StatusWriter.class);

    private final KubernetesClient client;
    private final Pod pod;
    private io.fabric8.kubernetes.api.model.@Nullable PodStatus written;
    private volatile @Nullable Instant readySince;

    StatusWriter(KubernetesClient client, Pod pod) {
        this.client = client;
        this.pod = pod;
    }

    /** When the pod became ready; empty while it is not. */
    Optional<Instant> readySince() {
        return Optional.ofNullable(readySince);
    }

    /** @param status as it is when its turn comes; empty when nothing is to be written any more */
    synchronized void write(Supplier<Optional<PodStatus>> status, Optional<PodNetwork> network) {
        var now = Instant.now();
        var seen = status.get();
        if (seen.isEmpty()) {
            return;
        }
        var next = seen.get().at(now, network, written == null ? List.of() : written.getConditions());
        readySince = seen.get().ready() ? Objects.requireNonNullElse(readySince, now) : null;
        if (!next.equals(written)) {
            written = next;
            patch(next);
        }
    }

    private void patch(io.fabric8.kubernetes.api.model.PodStatus status) {
        try {
            var _ = client.resource(pod)
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), Json.of(Map.of("status", status)));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                LOG.warnf(
                        "the status of pod %s was not written: %s",
                        pod.getMetadata().getName(), e.getMessage());
            }
        }
    }
}

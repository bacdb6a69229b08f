package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** A kubelet's Warning Events on one pod; each sentence once, however often it is true. */
final class PodEvents {
    private static final Logger LOG = Logger.getLogger(PodEvents.class);

    private final KubernetesClient client;
    private final Pod pod;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    PodEvents(KubernetesClient client, Pod pod) {
        this.client = client;
        this.pod = pod;
    }

    void warning(String reason, String message) {
        if (!said.add(reason + message)) {
            return;
        }
        var metadata = pod.getMetadata();
        var now = PodStatus.seconds(Instant.now());
        try {
            var _ = client.v1()
                    .events()
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withGenerateName(metadata.getName() + ".")
                            .withNamespace(metadata.getNamespace())
                            .endMetadata()
                            .withNewInvolvedObject()
                            .withApiVersion("v1")
                            .withKind("Pod")
                            .withNamespace(metadata.getNamespace())
                            .withName(metadata.getName())
                            .withUid(metadata.getUid())
                            .endInvolvedObject()
                            .withType("Warning")
                            .withReason(reason)
                            .withMessage(message)
                            .withNewSource("kubelet", pod.getSpec().getNodeName())
                            .withFirstTimestamp(now)
                            .withLastTimestamp(now)
                            .withCount(1)
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            LOG.warnf("an Event on pod %s was not written: %s", metadata.getName(), e.getMessage());
        }
    }
}

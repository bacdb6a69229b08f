package io.portico.certmanager.watch;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.portico.certmanager.model.Work;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.WorkQueue;

/** The CA's Secret: any change of it queues the authority. */
public final class AuthoritySecretWatch implements ResourceEventHandler<Secret> {
    private final WorkQueue<Work> queue;

    /** Starts the informer, on that one name. */
    public AuthoritySecretWatch(
            KubernetesClient client, InformerHealth health, WorkQueue<Work> queue, String namespace, String name) {
        this.queue = queue;
        var _ = health.watch(
                "authority", client.secrets().inNamespace(namespace).withName(name), this);
    }

    @Override
    public void onAdd(Secret added) {
        queue.add(new Work.Authority());
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
        queue.add(new Work.Authority());
    }

    @Override
    public void onDelete(Secret deleted, boolean unknownFinalState) {
        queue.add(new Work.Authority());
    }
}

package io.portico.certmanager.watch;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.portico.certmanager.model.Work;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.WorkQueue;
import java.util.function.Consumer;

/** The CA's Secret: any change of it queues the authority, and what it holds is passed on. */
public final class AuthoritySecretWatch implements ResourceEventHandler<Secret> {
    private final WorkQueue<Work> queue;
    private final Consumer<Secret> seen;

    /** Starts the informer, on that one name; {@code seen} is told each of its states, on every replica. */
    public AuthoritySecretWatch(
            KubernetesClient client,
            InformerHealth health,
            WorkQueue<Work> queue,
            String namespace,
            String name,
            Consumer<Secret> seen) {
        this.queue = queue;
        this.seen = seen;
        var _ = health.watch(
                "authority", client.secrets().inNamespace(namespace).withName(name), this);
    }

    @Override
    public void onAdd(Secret added) {
        seen.accept(added);
        queue.add(new Work.Authority());
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
        seen.accept(after);
        queue.add(new Work.Authority());
    }

    @Override
    public void onDelete(Secret deleted, boolean unknownFinalState) {
        queue.add(new Work.Authority());
    }
}

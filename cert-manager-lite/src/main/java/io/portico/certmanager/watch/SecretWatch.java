package io.portico.certmanager.watch;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.Indexer;
import io.portico.certmanager.model.Work;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.WorkQueue;
import io.portico.runtime.values.NamespacedName;
import java.util.Optional;

/** The Secrets that carry our label, so that one which is edited or deleted is mended at once. */
public final class SecretWatch implements ResourceEventHandler<Secret> {
    /** The label on each Secret we wrote. */
    public static final String LABEL = "portico.io/managed-by";

    /** The label's value. */
    public static final String LABEL_VALUE = "cert-manager-lite";

    private final WorkQueue<Work> queue;
    private final Indexer<Secret> store;

    /** Starts the informer. */
    public SecretWatch(KubernetesClient client, InformerHealth health, WorkQueue<Work> queue) {
        this.queue = queue;
        this.store = health.watch("secrets", client.secrets().inAnyNamespace().withLabel(LABEL, LABEL_VALUE), this)
                .getIndexer();
    }

    /** The Secret as it was seen last; empty when it does not exist or is not ours. */
    public Optional<Secret> find(NamespacedName name) {
        return Optional.ofNullable(store.getByKey(Cache.namespaceKeyFunc(name.namespace(), name.name())));
    }

    /** Whether there is any, of whatever content. */
    public boolean any() {
        return !store.listKeys().isEmpty();
    }

    @Override
    public void onAdd(Secret added) {
        queue(added);
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
        queue(after);
    }

    @Override
    public void onDelete(Secret deleted, boolean unknownFinalState) {
        queue(deleted);
    }

    private void queue(Secret secret) {
        queue.add(new Work.Certificate(new NamespacedName(
                secret.getMetadata().getNamespace(), secret.getMetadata().getName())));
    }
}

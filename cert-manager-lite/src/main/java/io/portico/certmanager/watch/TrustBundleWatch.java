package io.portico.certmanager.watch;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.portico.certmanager.model.Work;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.WorkQueue;

/** The trust bundle's ConfigMap: any change of it queues the authority. */
public final class TrustBundleWatch implements ResourceEventHandler<ConfigMap> {
    private final WorkQueue<Work> queue;

    /** Starts the informer, on that one name. */
    public TrustBundleWatch(
            KubernetesClient client, InformerHealth health, WorkQueue<Work> queue, String namespace, String name) {
        this.queue = queue;
        var _ = health.watch(
                "trust-bundle", client.configMaps().inNamespace(namespace).withName(name), this);
    }

    @Override
    public void onAdd(ConfigMap added) {
        queue.add(new Work.Authority());
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap after) {
        queue.add(new Work.Authority());
    }

    @Override
    public void onDelete(ConfigMap deleted, boolean unknownFinalState) {
        queue.add(new Work.Authority());
    }
}

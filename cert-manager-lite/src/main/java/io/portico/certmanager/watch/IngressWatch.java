package io.portico.certmanager.watch;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.Indexer;
import io.portico.certmanager.model.Work;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.WorkQueue;
import java.util.List;
import java.util.Optional;

/** All Ingresses of the cluster. A change queues a review of the Ingress and each Secret it names or named. */
public final class IngressWatch implements ResourceEventHandler<Ingress> {
    private final WorkQueue<Work> queue;
    private final Indexer<Ingress> store;

    /** Starts the informer. */
    public IngressWatch(KubernetesClient client, InformerHealth health, WorkQueue<Work> queue) {
        this.queue = queue;
        SharedIndexInformer<Ingress> informer =
                health.watch("ingresses", client.network().v1().ingresses().inAnyNamespace(), this);
        this.store = informer.getIndexer();
    }

    /** What each Ingress of a namespace asks for. */
    public List<IngressReading> readings(String namespace) {
        return store.byIndex(Cache.NAMESPACE_INDEX, namespace).stream()
                .map(IngressReading::of)
                .toList();
    }

    /** What each Ingress asks for. */
    public List<IngressReading> readings() {
        return store.list().stream().map(IngressReading::of).toList();
    }

    /** What that Ingress asks for; empty when it is gone. */
    public Optional<IngressReading> reading(String namespace, String name) {
        return Optional.ofNullable(store.getByKey(Cache.namespaceKeyFunc(namespace, name)))
                .map(IngressReading::of);
    }

    /** Queues everything, as a new leader and a new CA need it. */
    public void queueAll() {
        readings().forEach(this::queue);
    }

    @Override
    public void onAdd(Ingress added) {
        queue(IngressReading.of(added));
    }

    @Override
    public void onUpdate(Ingress before, Ingress after) {
        var earlier = IngressReading.of(before);
        var reading = IngressReading.of(after);
        if (!reading.equals(earlier)) {
            queue(earlier);
            queue(reading);
        }
    }

    @Override
    public void onDelete(Ingress deleted, boolean unknownFinalState) {
        queue(IngressReading.of(deleted));
    }

    private void queue(IngressReading reading) {
        if (!reading.problems().isEmpty() || !reading.awaited().isEmpty()) {
            queue.add(new Work.Review(
                    reading.ingress().namespace(), reading.ingress().name()));
        }
        reading.requests().forEach(request -> queue.add(new Work.Certificate(request.secret())));
    }
}

package io.portico.certmanager.watch;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certmanager.model.Work;
import io.portico.certmanager.model.ingress.CertificateRequest;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.WorkQueue;
import io.portico.runtime.decode.Kinds;
import io.portico.runtime.reflector.ReducedStore;
import io.portico.runtime.reflector.Reflector;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What each Ingress of the cluster asks for, read when it arrives. A change of that queues a review of the Ingress and
 * each Secret it names or named; any other change of it goes by.
 */
public final class IngressView {
    private final WorkQueue<Work> queue;
    private final ReducedStore<Ingress, IngressReading> store = new ReducedStore<>(IngressReading::of, this::changed);
    private final ConcurrentMap<NamespacedName, List<IngressReading>> bySecret = new ConcurrentHashMap<>();

    /** An empty one. */
    public IngressView(WorkQueue<Work> queue) {
        this.queue = queue;
    }

    /** Starts watching; the view is whole once {@code health} has synced. */
    public void watch(KubernetesClient client, InformerHealth health) {
        health.watch("ingresses", Reflector.start(client, Kinds.INGRESSES, store));
    }

    /** The Ingresses that ask for a certificate in that Secret. */
    public List<IngressReading> asking(NamespacedName secret) {
        return bySecret.getOrDefault(secret, List.of());
    }

    /** What each Ingress asks for. */
    public Collection<IngressReading> readings() {
        return store.records();
    }

    /** What that Ingress asks for; empty when it is gone. */
    public Optional<IngressReading> reading(NamespacedName ingress) {
        return Optional.ofNullable(store.record(ingress.toString()));
    }

    /** Queues everything, as a new leader and a new CA need it. */
    public void queueAll() {
        readings().forEach(this::queue);
    }

    private void changed(@Nullable IngressReading before, @Nullable IngressReading after) {
        Stream.concat(secrets(before), secrets(after))
                .distinct()
                .forEach(secret -> bySecret.compute(secret, (_, asking) -> replaced(secret, asking, before, after)));
        queue(before);
        queue(after);
    }

    private static Stream<NamespacedName> secrets(@Nullable IngressReading reading) {
        return reading == null
                ? Stream.of()
                : reading.requests().stream().map(CertificateRequest::secret).distinct();
    }

    /** In one step: nobody is to see a Secret without an Ingress that asks for it before and after. */
    private static @Nullable List<IngressReading> replaced(
            NamespacedName secret,
            @Nullable List<IngressReading> asking,
            @Nullable IngressReading before,
            @Nullable IngressReading after) {
        var changed = new ArrayList<>(asking == null ? List.of() : asking);
        changed.remove(before);
        if (after != null && secrets(after).anyMatch(secret::equals)) {
            changed.add(after);
        }
        return changed.isEmpty() ? null : List.copyOf(changed);
    }

    private void queue(@Nullable IngressReading reading) {
        if (reading == null) {
            return;
        }
        if (!reading.problems().isEmpty() || !reading.awaited().isEmpty()) {
            var ingress = reading.ingress();
            queue.add(new Work.Review(new NamespacedName(ingress.namespace(), ingress.name())));
        }
        secrets(reading).forEach(secret -> queue.add(new Work.Certificate(secret)));
    }
}

package io.portico.ingress.apply;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.model.build.StatusAddresses;
import io.portico.runtime.Backoff;
import io.portico.runtime.WorkQueue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Keeps {@code status.loadBalancer} of Ingresses as it should be. Only the leader's queue is worked on; those of the
 * other replicas wait.
 */
final class IngressStatusWriter implements AutoCloseable {
    private final IngressStatusPatch patch;
    private final BiFunction<String, String, Optional<Ingress>> ingresses;
    private final WorkQueue<Key> queue;
    private volatile Desired desired = new Desired(Set.of(), List.of());

    private record Key(String namespace, String name) {
        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    private record Desired(Set<Key> ours, List<String> addresses) {}

    /** @param ingresses finds an Ingress by namespace and name as it is known now */
    IngressStatusWriter(
            KubernetesClient client, BiFunction<String, String, Optional<Ingress>> ingresses, MeterRegistry metrics) {
        this.patch = new IngressStatusPatch(client);
        this.ingresses = ingresses;
        this.queue = new WorkQueue<>("ingress-status", Backoff.DEFAULT, metrics);
    }

    /** What the world asks for now: queues each Ingress whose status is another. */
    void want(Iterable<Ingress> all, Iterable<Ingress> ours, List<String> addresses) {
        var keys = new HashSet<Key>();
        ours.forEach(ingress -> keys.add(key(ingress)));
        desired = new Desired(Set.copyOf(keys), addresses);
        for (var ingress : all) {
            if (StatusAddresses.change(ingress, keys.contains(key(ingress)), addresses)
                    .isPresent()) {
                queue.add(key(ingress));
            }
        }
    }

    void startWriting() {
        queue.start(1, this::write);
    }

    void stopWriting() {
        queue.stop();
    }

    @Override
    public void close() {
        queue.close();
    }

    private void write(Key key) {
        var wanted = desired;
        ingresses
                .apply(key.namespace, key.name)
                .ifPresent(ingress -> StatusAddresses.change(ingress, wanted.ours.contains(key), wanted.addresses)
                        .ifPresent(addresses -> patch.write(ingress, addresses)));
    }

    private static Key key(Ingress ingress) {
        return new Key(
                ingress.getMetadata().getNamespace(), ingress.getMetadata().getName());
    }
}

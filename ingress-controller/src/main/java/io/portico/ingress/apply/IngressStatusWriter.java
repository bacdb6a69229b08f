package io.portico.ingress.apply;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.model.build.StatusAddresses;
import io.portico.runtime.Backoff;
import io.portico.runtime.WorkQueue;
import java.net.HttpURLConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Writes {@code status.loadBalancer} of Ingresses by server-side apply, so that the API server itself remembers which
 * addresses are ours. Only the leader's queue is worked on; those of the other replicas wait.
 */
final class IngressStatusWriter implements AutoCloseable {
    private static final PatchContext OURS = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(StatusAddresses.FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
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
        this.client = client;
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
                        .ifPresent(addresses -> write(ingress, addresses)));
    }

    private void write(Ingress ingress, List<String> addresses) {
        var metadata = ingress.getMetadata();
        var status = new IngressBuilder()
                .withNewMetadata()
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                // Of a deleted and re-created Ingress nothing is known yet: a conflict then.
                .withUid(metadata.getUid())
                .endMetadata()
                .withNewStatus()
                .withNewLoadBalancer()
                .withIngress(
                        addresses.stream().map(IngressStatusWriter::address).toList())
                .endLoadBalancer()
                .endStatus()
                .build();
        try {
            var _ = client.network()
                    .v1()
                    .ingresses()
                    .resource(status)
                    .subresource("status")
                    .patch(OURS);
        } catch (KubernetesClientException e) {
            var gone =
                    e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
            if (!gone) {
                throw e;
            }
        }
    }

    private static IngressLoadBalancerIngress address(String address) {
        return address.matches("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*")
                ? new IngressLoadBalancerIngressBuilder().withIp(address).build()
                : new IngressLoadBalancerIngressBuilder().withHostname(address).build();
    }

    private static Key key(Ingress ingress) {
        return new Key(
                ingress.getMetadata().getNamespace(), ingress.getMetadata().getName());
    }
}

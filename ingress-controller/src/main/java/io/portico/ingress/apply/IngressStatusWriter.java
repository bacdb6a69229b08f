package io.portico.ingress.apply;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.model.status.IngressStatus;
import io.portico.ingress.model.status.IngressStatuses;
import io.portico.runtime.Backoff;
import io.portico.runtime.WorkQueue;
import io.portico.runtime.values.NamespacedName;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps {@code status.loadBalancer} of Ingresses as it should be. Only the leader's queue is worked on; those of the
 * other replicas wait.
 */
public final class IngressStatusWriter implements AutoCloseable {
    private final IngressStatusPatch patch;
    private final Function<NamespacedName, Optional<IngressStatus>> present;
    private final WorkQueue<NamespacedName> queue;
    private volatile IngressStatuses wanted = IngressStatuses.NONE;

    /**
     * Waits for {@link #startWriting}.
     *
     * @param present finds what stands there, as it is known now; empty when the Ingress is gone
     */
    public IngressStatusWriter(
            KubernetesClient client, Function<NamespacedName, Optional<IngressStatus>> present, MeterRegistry metrics) {
        this.patch = new IngressStatusPatch(client);
        this.present = present;
        this.queue = new WorkQueue<>("ingress-status", Backoff.DEFAULT, metrics);
    }

    /** What belongs where now: queues each Ingress that has another status, of those for which that may be. */
    public void want(IngressStatuses statuses) {
        var before = wanted;
        wanted = statuses;
        statuses.differences(before).forEach(this::look);
    }

    /** Queues that Ingress if it has another status than it should. */
    public void look(NamespacedName ingress) {
        var now = wanted;
        if (present.apply(ingress)
                .flatMap(status -> status.change(now.of(ingress)))
                .isPresent()) {
            queue.add(ingress);
        }
    }

    /** This replica leads: what is queued is written, and what is queued from now on. */
    public void startWriting() {
        queue.start(1, this::write);
    }

    /** It no longer does; when this returns, nothing is being written. */
    public void stopWriting() {
        queue.stop();
    }

    @Override
    public void close() {
        queue.close();
    }

    private void write(NamespacedName ingress) {
        var now = wanted;
        present.apply(ingress)
                .ifPresent(status -> status.change(now.of(ingress))
                        .ifPresent(addresses -> patch.write(ingress, status.uid(), addresses)));
    }
}

package io.portico.certmanager.apply;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.plan.ReviewPlan;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tells Ingresses what a {@link ReviewPlan} says, and remembers for how long each has waited for another issuer. */
public final class IngressReviewer {
    private final KubernetesClient client;
    private final EventRecorder events;
    private final InstantSource clock;
    private final Map<NamespacedName, ReviewPlan.Wait> waits = new ConcurrentHashMap<>();

    /** @param clock what waits are measured by */
    public IngressReviewer(KubernetesClient client, EventRecorder events, InstantSource clock) {
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    /** Reviews an Ingress as it was seen last; empty when it is gone. Returns when to look again, if at all. */
    public Optional<Duration> review(NamespacedName ingress, Optional<IngressReading> reading) {
        if (reading.isEmpty()) {
            waits.remove(ingress);
            return Optional.empty();
        }
        var plan = ReviewPlan.of(
                reading.get(), missing(reading.get()), Optional.ofNullable(waits.get(ingress)), clock.instant());
        plan.problems().forEach(events::report);
        plan.waiting().ifPresentOrElse(wait -> waits.put(ingress, wait), () -> waits.remove(ingress));
        return plan.again();
    }

    /** This replica leads no more. */
    public void forgetAll() {
        waits.clear();
    }

    /** What was told of missing Secrets, and still holds. */
    List<Problem> problems() {
        return waits.values().stream().flatMap(wait -> wait.told().stream()).toList();
    }

    private List<NamespacedName> missing(IngressReading reading) {
        return reading.awaited().stream()
                .filter(name -> client.secrets()
                                .inNamespace(name.namespace())
                                .withName(name.name())
                                .get()
                        == null)
                .toList();
    }
}

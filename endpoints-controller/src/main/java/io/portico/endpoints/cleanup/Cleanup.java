package io.portico.endpoints.cleanup;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.apply.loadbalancer.LoadBalancerRelease;
import io.portico.endpoints.model.ManagedBy;
import java.time.Duration;
import java.util.function.Consumer;

/** All of it, in an order in which nothing points to what is gone already. */
public final class Cleanup {
    private final KubernetesClient client;
    private final Choices choices;
    private final Consumer<String> out;

    /**
     * What is to be done.
     *
     * @param ours how ours is marked
     * @param handBack whether EndpointSlices and Endpoints become kube-controller-manager's instead of being deleted
     * @param patience how long another controller has to write its own before ours are deleted
     */
    public record Choices(ManagedBy ours, boolean handBack, Duration patience) {}

    /** @param out takes a line for each kind of thing, and for each thing that failed */
    public Cleanup(KubernetesClient client, Choices choices, Consumer<String> out) {
        this.client = client;
        this.choices = choices;
        this.out = out;
    }

    /** Whether nothing of ours is left. */
    public boolean run() throws InterruptedException {
        var tally = new Tally(out);
        var loadBalancers = new LoadBalancerRelease(client);
        tally.each(
                "LoadBalancer Services",
                "given back: addresses, condition, finalizer",
                loadBalancers.services(),
                loadBalancers.release());
        if (choices.ours.equals(ManagedBy.UPSTREAM)) {
            out.accept("EndpointSlices and Endpoints: left as they are, they are marked as kube-controller-manager's");
        } else if (choices.handBack) {
            new HandBack(client, choices.ours).run(tally);
        } else {
            new Removal(client, choices.ours, choices.patience).run(tally);
        }
        return tally.failures() == 0;
    }
}

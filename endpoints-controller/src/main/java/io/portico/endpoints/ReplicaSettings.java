package io.portico.endpoints;

import io.portico.endpoints.apply.Reconciler;
import io.portico.endpoints.model.loadbalancer.LoadBalancerChoices;

/**
 * What one replica is told.
 *
 * @param namespace of the Lease
 * @param identity this replica's name
 * @param workers at least 1
 * @param choices of what is written
 * @param loadBalancers how Services of type LoadBalancer are served
 * @param pace how hard the API server is worked
 */
public record ReplicaSettings(
        String namespace,
        String identity,
        int workers,
        Reconciler.Choices choices,
        LoadBalancerChoices loadBalancers,
        Pace pace) {
    /** As fast as can be. */
    public ReplicaSettings(
            String namespace,
            String identity,
            int workers,
            Reconciler.Choices choices,
            LoadBalancerChoices loadBalancers) {
        this(namespace, identity, workers, choices, loadBalancers, Pace.UNLIMITED);
    }

    /** Refuses what cannot work. */
    public ReplicaSettings {
        if (workers < 1) {
            throw new IllegalArgumentException("portico.endpoints.workers is " + workers + "; write 1 or more");
        }
    }
}

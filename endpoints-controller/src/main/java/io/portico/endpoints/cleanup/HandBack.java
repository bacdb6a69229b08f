package io.portico.endpoints.cleanup;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.ManagedBy;

/**
 * Marks what we keep as kube-controller-manager's. Its controllers take slices with their mark for their own, and ours
 * are as theirs would be: they carry on from there, so there is no moment without endpoints.
 */
final class HandBack {
    private static final int ROUNDS = 5;

    private final Kept kept;
    private final ManagedBy ours;

    HandBack(KubernetesClient client, ManagedBy ours) {
        this.kept = new Kept(client, ours);
        this.ours = ours;
    }

    void run(Tally tally) {
        for (var round = 0; round < ROUNDS; round++) {
            var slices = kept.slices();
            var endpoints = kept.endpoints();
            if (round > 0 && slices.isEmpty() && endpoints.isEmpty()) {
                return;
            }
            tally.each(
                    "EndpointSlices",
                    "handed back: marked " + ManagedBy.UPSTREAM.slices() + " or " + ManagedBy.UPSTREAM.mirrored(),
                    slices,
                    slice -> kept.mark(
                            slice,
                            Label.SLICE_MANAGED_BY,
                            Kept.label(slice, Label.SLICE_MANAGED_BY).equals(ours.mirrored())
                                    ? ManagedBy.UPSTREAM.mirrored()
                                    : ManagedBy.UPSTREAM.slices()));
            tally.each(
                    "Endpoints",
                    "handed back",
                    endpoints,
                    object -> kept.mark(object, Label.ENDPOINTS_MANAGED_BY, ManagedBy.UPSTREAM.endpoints()));
        }
    }
}

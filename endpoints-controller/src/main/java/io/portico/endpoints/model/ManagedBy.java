package io.portico.endpoints.model;

import java.util.Map;

/**
 * How what this controller keeps is marked; it never touches an EndpointSlice with another mark.
 *
 * @param slices value of {@link Label#SLICE_MANAGED_BY}
 * @param endpoints value of {@link Label#ENDPOINTS_MANAGED_BY}
 */
public record ManagedBy(String slices, String endpoints) {
    /** This controller's own, beside whatever else runs in the cluster. */
    public static final ManagedBy OURS =
            new ManagedBy("endpoints-controller.portico.io", "endpoints-controller.portico.io");

    /** Those of kube-controller-manager, whose slices are kept on from where it left them. */
    public static final ManagedBy UPSTREAM = new ManagedBy("endpointslice-controller.k8s.io", "endpoint-controller");

    private static final Map<String, ManagedBy> KNOWN = Map.of(UPSTREAM.slices, UPSTREAM);

    /** The marks that go with that value on EndpointSlices. */
    public static ManagedBy named(String slices) {
        return KNOWN.getOrDefault(slices, new ManagedBy(slices, slices));
    }
}

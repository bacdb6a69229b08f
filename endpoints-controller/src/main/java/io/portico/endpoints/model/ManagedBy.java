package io.portico.endpoints.model;

/**
 * How what this controller keeps is marked; it never touches an EndpointSlice with another mark.
 *
 * @param slices value of {@link Label#SLICE_MANAGED_BY}
 * @param mirrored value of the same label on slices that mirror hand-written Endpoints
 * @param endpoints value of {@link Label#ENDPOINTS_MANAGED_BY}
 */
public record ManagedBy(String slices, String mirrored, String endpoints) {
    private static final String UPSTREAM_SLICES = "endpointslice-controller.k8s.io";

    /** This controller's own, beside whatever else runs in the cluster. */
    public static final ManagedBy OURS = named("endpoints-controller.portico.io");

    /** Those of kube-controller-manager, whose slices are kept on from where it left them. */
    public static final ManagedBy UPSTREAM =
            new ManagedBy(UPSTREAM_SLICES, "endpointslicemirroring-controller.k8s.io", "endpoint-controller");

    /** The marks that go with that value on EndpointSlices. */
    public static ManagedBy named(String slices) {
        return slices.equals(UPSTREAM_SLICES) ? UPSTREAM : new ManagedBy(slices, "mirroring." + slices, slices);
    }
}

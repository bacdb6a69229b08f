package io.portico.endpoints.model;

/** Labels and annotations that this controller reads or writes, and its own values of them. */
public final class Label {
    /** Value of {@link #SLICE_MANAGED_BY} and {@link #ENDPOINTS_MANAGED_BY} on what this controller keeps. */
    public static final String OURS = "endpoints-controller.portico.io";

    /** Which controller keeps an EndpointSlice; one touches only slices with its own value. */
    public static final String SLICE_MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    /** Which controller keeps an Endpoints object (KEP-4974). */
    public static final String ENDPOINTS_MANAGED_BY = "endpoints.kubernetes.io/managed-by";

    /** On an EndpointSlice: the Service it belongs to. */
    public static final String SERVICE_NAME = "kubernetes.io/service-name";

    /** Present, with an empty value, on what belongs to a Service without a ClusterIP. */
    public static final String HEADLESS = "service.kubernetes.io/headless";

    /** On a Node: its zone. */
    public static final String ZONE = "topology.kubernetes.io/zone";

    /** Annotation on an Endpoints object that does not show all addresses; the value is {@code truncated}. */
    public static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

    /** Annotation on an Endpoints object: when the change happened that caused the last write. */
    public static final String LAST_CHANGE = "endpoints.kubernetes.io/last-change-trigger-time";

    private Label() {}
}

package io.portico.endpoints.model;

/** Labels and annotations that this controller reads or writes. */
public final class Label {
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

    /** Annotation on a Service; {@code Auto} asks for hints by each zone's CPUs (KEP-2433). */
    public static final String TOPOLOGY_MODE = "service.kubernetes.io/topology-mode";

    /** What {@link #TOPOLOGY_MODE} was called first; it wins where both are. */
    static final String TOPOLOGY_AWARE_HINTS = "service.kubernetes.io/topology-aware-hints";

    /** Annotation on an Endpoints object that does not show all addresses; the value is {@code truncated}. */
    public static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

    /** Annotation on Endpoints and EndpointSlices: when the change happened that caused the last write. */
    public static final String LAST_CHANGE = "endpoints.kubernetes.io/last-change-trigger-time";

    /** Label on an Endpoints object; {@code true} keeps it from being mirrored. */
    public static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";

    /** Annotation on an Endpoints object that is a leader-election lock of old. */
    public static final String LEADER_ELECTION = "control-plane.alpha.kubernetes.io/leader";

    /** Annotation by which kubectl remembers what was applied. */
    public static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private Label() {}
}

package io.portico.endpoints.metrics;

import io.portico.runtime.metrics.Metric;
import io.portico.runtime.metrics.Metric.Origin;
import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Own metrics of endpoints-controller, beside {@link io.portico.runtime.metrics.RuntimeMetrics}. */
public final class EndpointsMetrics {
    private static final String SLICES = "endpoint_slice_controller_";
    private static final String MIRROR = "endpoint_slice_mirroring_controller_";
    /** Upstream's: 2, 4, 8, …, 32768. */
    private static final double[] SIZES =
            DoubleStream.iterate(2, size -> size * 2).limit(15).toArray();

    private static final Duration[] REACTIONS = Stream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    /** Of one reconcile. */
    public static final Metric ADDED = ofSlices(
            Metric.sizes(SLICES + "endpoints_added_per_sync", "Endpoints that a reconcile of a Service added", SIZES));

    /** Of one reconcile. */
    public static final Metric REMOVED = ofSlices(Metric.sizes(
            SLICES + "endpoints_removed_per_sync", "Endpoints that a reconcile of a Service removed", SIZES));

    /** Of all Services. */
    public static final Metric DESIRED =
            ofSlices(Metric.gauge(SLICES + "endpoints_desired", "Endpoints in all slices"));

    /** Of all Services. */
    public static final Metric SLICE_COUNT = ofSlices(Metric.gauge(SLICES + "num_endpoint_slices", "Slices"));

    /** The fewest that would do. */
    public static final Metric FEWEST_SLICES =
            ofSlices(Metric.gauge(SLICES + "desired_endpoint_slices", "Slices that there would be if each were full"));

    /** Writes. */
    public static final Metric CHANGES = ofSlices(Metric.counter(SLICES + "changes_total", "Writes of slices"))
            .by("operation", "create, update, delete");

    /** Of one reconcile. */
    public static final Metric CHANGED = ofSlices(Metric.sizes(
                    SLICES + "endpointslices_changed_per_sync", "Slices that a reconcile of a Service wrote", SIZES))
            .by(
                    "topology",
                    "Auto where the Service has the annotation service.kubernetes.io/topology-mode, else Disabled")
            .by("traffic_distribution", "spec.trafficDistribution's values, or empty");

    /** Of all Services. */
    public static final Metric BY_DISTRIBUTION = ofSlices(Metric.gauge(
                    SLICES + "services_count_by_traffic_distribution", "Services with that spec.trafficDistribution"))
            .by("traffic_distribution", "PreferClose, PreferSameZone, PreferSameNode");

    /** Reconciles. */
    public static final Metric SYNCS = ofSlices(
                    Metric.counter(
                            SLICES + "syncs_total",
                            "Reconciles of Services; stale is one whose view lacked an own write, so that it is looked at again"))
            .by("result", "success, stale, error");

    /** Of one reconcile. */
    public static final Metric MIRROR_ADDED = ofMirror(Metric.sizes(
            MIRROR + "endpoints_added_per_sync", "Endpoints that a reconcile of Endpoints added to mirrors"));

    /** Of one reconcile. */
    public static final Metric MIRROR_UPDATED = ofMirror(Metric.sizes(
            MIRROR + "endpoints_updated_per_sync", "Endpoints that a reconcile of Endpoints changed in mirrors"));

    /** Of one reconcile. */
    public static final Metric MIRROR_REMOVED = ofMirror(Metric.sizes(
            MIRROR + "endpoints_removed_per_sync", "Endpoints that a reconcile of Endpoints removed from mirrors"));

    /** Of one reconcile. */
    public static final Metric MIRROR_SKIPPED = ofMirror(Metric.sizes(
            MIRROR + "addresses_skipped_per_sync",
            "Addresses that a reconcile of Endpoints left out, as they are invalid or too many"));

    /** Of one reconcile. */
    public static final Metric MIRROR_DURATION = ofMirror(
            Metric.timer(MIRROR + "endpoints_sync_duration_seconds", "How long a reconcile of Endpoints took"));

    /** Of all mirrors. */
    public static final Metric MIRROR_DESIRED =
            ofMirror(Metric.gauge(MIRROR + "endpoints_desired", "Endpoints in all mirrors"));

    /** Of all Endpoints. */
    public static final Metric MIRROR_SLICE_COUNT =
            ofMirror(Metric.gauge(MIRROR + "num_endpoint_slices", "Slices that mirror Endpoints"));

    /** The fewest that would do. */
    public static final Metric MIRROR_FEWEST_SLICES = ofMirror(
            Metric.gauge(MIRROR + "desired_endpoint_slices", "Slices that would mirror Endpoints if each were full"));

    /** Writes. */
    public static final Metric MIRROR_CHANGES = ofMirror(
                    Metric.counter(MIRROR + "changes_total", "Writes of slices that mirror Endpoints"))
            .by("operation", "create, update, delete");

    /** From the news to the deed. */
    public static final Metric REACTION = Metric.timer(
            "portico_endpoints_event_to_write_seconds",
            "From the oldest event that a write answers to the API server's answer to that write",
            REACTIONS);

    /** Of others. */
    public static final Metric FOREIGN_SLICES = Metric.gauge(
                    "portico_endpoints_foreign_slices",
                    "Slices of other known managers, which this controller does not adopt")
            .by("managed_by", "the known managers' marks");

    /** Of others, and wrong. */
    public static final Metric STALE_FOREIGN = Metric.gauge(
            "portico_endpoints_stale_foreign_services",
            "Services of which such slices name ready endpoints that they do not have: connections hang");

    /** From others. */
    public static final Metric ADOPTED_SLICES = Metric.counter(
                    "portico_endpoints_adopted_slices_total",
                    "Slices that got this controller's mark instead of that one")
            .by("managed_by", "the marks that are adopted");

    /** With others. */
    public static final Metric CONTESTED = Metric.gauge(
                    "portico_endpoints_contested_services",
                    "Services whose objects somebody else wrote within the last half minute")
            .by("kind", "EndpointSlice, Endpoints; adopted EndpointSlice for slices with that one's mark");

    /** Writes of statuses. */
    public static final Metric LOAD_BALANCER_WRITES = Metric.counter(
            "portico_load_balancer_writes_total", "Writes of the status of Services of type LoadBalancer");

    /** Of type LoadBalancer. */
    public static final Metric LOAD_BALANCER_SERVICES = Metric.gauge(
                    "portico_load_balancer_services", "Services of type LoadBalancer that are served here")
            .by("assigned", "true with an address, false without");

    /** All of them. */
    public static final List<Metric> CATALOGUE = List.of(
            ADDED,
            REMOVED,
            DESIRED,
            SLICE_COUNT,
            FEWEST_SLICES,
            CHANGES,
            CHANGED,
            BY_DISTRIBUTION,
            SYNCS,
            MIRROR_ADDED,
            MIRROR_UPDATED,
            MIRROR_REMOVED,
            MIRROR_SKIPPED,
            MIRROR_DURATION,
            MIRROR_DESIRED,
            MIRROR_SLICE_COUNT,
            MIRROR_FEWEST_SLICES,
            MIRROR_CHANGES,
            REACTION,
            FOREIGN_SLICES,
            STALE_FOREIGN,
            ADOPTED_SLICES,
            CONTESTED,
            LOAD_BALANCER_WRITES,
            LOAD_BALANCER_SERVICES);

    private EndpointsMetrics() {}

    private static Metric ofSlices(Metric metric) {
        return metric.as(Origin.ENDPOINT_SLICE_CONTROLLER);
    }

    private static Metric ofMirror(Metric metric) {
        return metric.as(Origin.MIRRORING_CONTROLLER);
    }
}

package io.portico.endpoints.model.slices;

import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.slices.SliceEndpoint.Hints;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import java.util.Collection;
import java.util.List;

/**
 * For whom an endpoint is meant, by its Service's {@code spec.trafficDistribution}: the zone that it is in, and with
 * {@code PreferSameNode} its node besides. Only ready endpoints have hints. Where the older annotation
 * {@code service.kubernetes.io/topology-mode: Auto} is, the field says nothing, and {@link ZoneHints} come after.
 */
public final class TrafficHints {
    private TrafficHints() {}

    static Hints of(ServiceRecord service, boolean ready, String zone, String nodeName) {
        if (!ready || service.topologyMode()) {
            return Hints.NONE;
        }
        return switch (service.trafficDistribution()) {
            case NONE -> Hints.NONE;
            case PREFER_CLOSE, PREFER_SAME_ZONE -> new Hints(unlessEmpty(zone), List.of());
            case PREFER_SAME_NODE -> new Hints(unlessEmpty(zone), unlessEmpty(nodeName));
        };
    }

    /** What the Service's user should mend when {@code topology-mode: Auto} cannot be followed. */
    static Problem disabled(ServiceRecord service, Family family, String why) {
        return new Problem(
                service.reference(),
                "TopologyAwareHintsDisabled",
                "metadata.annotations[%s]: Auto has no effect on %s endpoints, so traffic goes to all alike, because %s; mend that, or remove the annotation and write spec.trafficDistribution: PreferSameZone"
                        .formatted(Label.TOPOLOGY_MODE, family.value(), why));
    }

    /** Whether such a plan gives a Service its first hints by its zones' CPUs. */
    public static boolean enabled(ServiceRecord service, Collection<SliceRecord> before, EndpointSlicePlan plan) {
        return service.topologyMode()
                && before.stream().noneMatch(TrafficHints::hinted)
                && (plan.create().stream().anyMatch(TrafficHints::hinted)
                        || plan.update().stream().anyMatch(TrafficHints::hinted));
    }

    private static boolean hinted(SliceRecord slice) {
        return slice.endpoints().stream().anyMatch(endpoint -> !endpoint.hints().equals(Hints.NONE));
    }

    private static List<String> unlessEmpty(String name) {
        return name.isEmpty() ? List.of() : List.of(name);
    }
}

package io.portico.endpoints.model.slices;

import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.slices.SliceEndpoint.Hints;
import io.portico.runtime.Problem;
import java.util.List;
import java.util.Optional;

/**
 * For whom an endpoint is meant, by its Service's {@code spec.trafficDistribution}: the zone that it is in, and with
 * {@code PreferSameNode} its node besides. Only ready endpoints have hints. The older annotation
 * {@code service.kubernetes.io/topology-mode: Auto} wins over the field, as upstream has it, and says no hints here:
 * shares by each zone's CPUs are not computed.
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

    /** What the Service's user should mend. */
    public static Optional<Problem> problem(ServiceRecord service) {
        return service.topologyMode()
                ? Optional.of(new Problem(
                        service.reference(),
                        "TopologyModeUnsupported",
                        "metadata.annotations[%s]: Auto has no effect, so traffic goes to all endpoints alike; remove the annotation and write spec.trafficDistribution: PreferSameZone"
                                .formatted(Label.TOPOLOGY_MODE)))
                : Optional.empty();
    }

    private static List<String> unlessEmpty(String name) {
        return name.isEmpty() ? List.of() : List.of(name);
    }
}

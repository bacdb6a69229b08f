package io.portico.nodeproxy.model;

import java.util.Map;

/**
 * All that was read from the API server, at one moment.
 *
 * @param node the node that this proxy runs on
 * @param services by name
 * @param slices by {@code namespace/name}
 */
public record World(
        String node, Map<ServiceName, Reading<ServiceFacts>> services, Map<String, Reading<SliceFacts>> slices) {
    /** Copies the maps. */
    public World {
        services = Map.copyOf(services);
        slices = Map.copyOf(slices);
    }
}

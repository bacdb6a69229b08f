package io.portico.ingress.model.routing;

import io.portico.runtime.values.NamespacedName;

/**
 * Names an upstream: one Service port. Routes hold the key, so that endpoints change without a route being touched.
 *
 * @param port empty where the Service has none
 */
public record UpstreamKey(NamespacedName service, String port) {
    @Override
    public String toString() {
        return port.isEmpty() ? service.toString() : service + ":" + port;
    }
}

package io.portico.ingress.model.routing;

import java.util.List;

/**
 * Where requests go: one Service port. All routes with its key share it, with its load and its connections.
 *
 * @param endpoints who may answer, sorted; none means 503
 */
public record Upstream(UpstreamKey key, Protocol protocol, UpstreamPolicy policy, List<Endpoint> endpoints) {

    /** What its endpoints speak. */
    public enum Protocol {
        /** HTTP/1.1 without TLS. */
        HTTP
    }

    @Override
    public String toString() {
        return key + " " + endpoints;
    }
}

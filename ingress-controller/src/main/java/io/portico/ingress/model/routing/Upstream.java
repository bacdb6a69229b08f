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
        HTTP,
        /** HTTP/2 without TLS, by prior knowledge (RFC 9113 §3.3), as gRPC speaks it. */
        H2C
    }

    @Override
    public String toString() {
        return key + (protocol == Protocol.HTTP ? " " : " " + protocol + " ") + endpoints;
    }
}

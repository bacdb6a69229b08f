package io.portico.ingress.model.routing;

/**
 * One of a route's upstreams.
 *
 * @param weight its share of the requests, above 0
 */
public record WeightedUpstream(UpstreamKey key, int weight) {}

package io.portico.ingress.model.routing;

import java.util.List;

/**
 * What becomes of some requests of a virtual host.
 *
 * @param filters in their order
 * @param upstreams by weight; none where the filters answer each request
 */
public record Route(RouteId id, RouteMatch match, List<Filter> filters, List<WeightedUpstream> upstreams) {
    /** To one upstream. */
    public static Route to(RouteId id, PathMatch path, List<Filter> filters, UpstreamKey upstream) {
        return new Route(id, RouteMatch.of(path), filters, List.of(new WeightedUpstream(upstream, 1)));
    }
}

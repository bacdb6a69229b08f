package io.portico.nodeproxy.model.state;

import io.portico.runtime.Problem;
import io.portico.runtime.net.Address;
import java.util.List;
import java.util.Set;

/**
 * What becomes of one Service. As long as nothing that it depends on changes, every {@link ProxyState} has the
 * identical entry.
 *
 * @param ports in order; none while there are only slices that name the Service
 * @param endpointsHere addresses of endpoints that run on this node, or may: the only ones that can reach themselves
 *     through the Service from here
 * @param problems for the owners of the Service and its slices
 */
public record ServiceEntry(List<ServicePort> ports, Set<Address> endpointsHere, List<Problem> problems) {
    /** Copies the collections. */
    public ServiceEntry {
        ports = List.copyOf(ports);
        endpointsHere = Set.copyOf(endpointsHere);
        problems = List.copyOf(problems);
    }
}

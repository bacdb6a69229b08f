package io.portico.endpoints.model.loadbalancer;

import io.portico.runtime.values.NamespacedName;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * All that addresses are given by, as the caches show it.
 *
 * @param hostPorts of all pods that hold any
 * @param readyNodes of Services with {@code externalTrafficPolicy: Local}: the nodes with a ready endpoint
 */
public record LoadBalancerWorld(
        Collection<LoadBalancerService> services,
        Collection<LendingNode> nodes,
        Collection<HostPorts> hostPorts,
        Map<NamespacedName, Set<String>> readyNodes) {}

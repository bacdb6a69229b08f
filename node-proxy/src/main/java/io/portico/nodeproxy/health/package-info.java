/**
 * What load balancers ask this node. In come each state that was applied and each change that waits; out go answers on
 * HTTP: at {@code /healthz} and {@code /livez} about the node as a whole, as upstream's proxy gives them on port 10256,
 * and at the health check node port of each Service that has one about its endpoints here. Called by
 * {@link io.portico.nodeproxy.NodeProxy} and {@link io.portico.nodeproxy.NodeProxyApplication}.
 */
@NullMarked
package io.portico.nodeproxy.health;

import org.jspecify.annotations.NullMarked;

/**
 * What is known of the nodes as far as endpoints depend on it: in go
 * {@link io.portico.endpoints.model.topology.NodeRecord}s, out come the zone of each node, and how a Service's
 * endpoints are shared out among zones by their CPUs (KEP-2433, {@code topology-mode: Auto}). {@code model.slices}
 * asks; the rules are those of upstream's {@code topologycache}.
 */
@NullMarked
package io.portico.endpoints.model.topology;

import org.jspecify.annotations.NullMarked;

/**
 * Builds the routing table: a {@link io.portico.ingress.model.build.World} of API objects and the operator's
 * {@link io.portico.ingress.model.build.Settings} go in, a {@link io.portico.ingress.model.RoutingTable} with the
 * problems of users' objects comes out. One processor per subject, in the order of
 * {@link io.portico.ingress.model.build.RoutingTables#build}: classes, rules with their annotations and backends, TLS.
 * Pure: the present moment is part of the world. Called by {@code apply} after every change.
 */
@NullMarked
package io.portico.ingress.model.build;

import org.jspecify.annotations.NullMarked;

/**
 * Carries out what the model says beside the table that an engine serves: which of the problems become Events, and when
 * ({@link io.portico.ingress.apply.Complaints}), and the status of Ingresses
 * ({@link io.portico.ingress.apply.IngressStatusWriter}). Called by the service's {@code RoutingLoop} alone.
 */
@NullMarked
package io.portico.ingress.apply;

import org.jspecify.annotations.NullMarked;

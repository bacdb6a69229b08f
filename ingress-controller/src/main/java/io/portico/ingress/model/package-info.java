/**
 * The values that the data plane serves: {@link io.portico.ingress.model.RoutingTable} holds
 * {@link io.portico.ingress.model.VirtualHost}s, these {@link io.portico.ingress.model.Route}s, and these a
 * {@link io.portico.ingress.model.Backend}. Everything here is immutable and knows no client, clock or network. The
 * {@code build} package makes the values out of API objects; {@code proxy} and {@code tls} read them; all may.
 */
@NullMarked
package io.portico.ingress.model;

import org.jspecify.annotations.NullMarked;

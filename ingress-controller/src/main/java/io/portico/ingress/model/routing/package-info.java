/**
 * What the data plane serves, as values: a {@link io.portico.ingress.model.routing.RoutingTable} holds
 * {@link io.portico.ingress.model.routing.Listener}s, these {@link io.portico.ingress.model.routing.VirtualHost}s, and
 * these {@link io.portico.ingress.model.routing.Route}s, which name their
 * {@link io.portico.ingress.model.routing.Upstream}s by key.
 *
 * <pre>
 *   RoutingTable ── Listener (entry, port, protocol, certificates) ── VirtualHost (host) ── Route (match, filters, keys)
 *        └──────── Upstream (key, protocol, policy, endpoints) ◀──────────── by key ─────────────┘
 * </pre>
 *
 * Neutral: it knows neither what kind of object a route was made of nor which engine serves it. Everything here is
 * immutable, and knows no client, clock or network. Made by {@code translate}, read by {@code engine}; all may.
 */
@NullMarked
package io.portico.ingress.model.routing;

import org.jspecify.annotations.NullMarked;

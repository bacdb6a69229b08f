/**
 * Routes HTTP and HTTPS by host and path. Stations, followed in one direction:
 *
 * <pre>
 *   watch   objects → facts, once, at arrival; equal facts wake nobody
 *   model   World → Translation: routing table, problems, statuses; only what differs is made anew (pure)
 *   apply   which problems become Events, and when; the status of Ingresses
 *   engine  the data plane: a table in, bytes forwarded; engine.vertx moves them, tls has the certificates
 * </pre>
 *
 * {@link io.portico.ingress.RoutingLoop} joins them, from a change to one atomic swap in the engine, and
 * {@link io.portico.ingress.IngressController} puts the service together and is called by Quarkus alone.
 */
@NullMarked
package io.portico.ingress;

import org.jspecify.annotations.NullMarked;

/**
 * Follows the cluster: informers on IngressClass, Ingress, Service and EndpointSlice
 * ({@link io.portico.ingress.watch.ClusterWatch}) and one watch per Secret that our Ingresses name
 * ({@link io.portico.ingress.watch.SecretWatches}). API events go in, the signal "something changed" and a
 * {@link io.portico.ingress.model.build.World} come out; {@code apply} reads it.
 */
@NullMarked
package io.portico.ingress.watch;

import org.jspecify.annotations.NullMarked;

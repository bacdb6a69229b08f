/**
 * Follows the cluster: {@link io.portico.ingress.watch.ClusterView} reduces IngressClasses, Ingresses, Services and
 * EndpointSlices to facts when they arrive, and {@link io.portico.ingress.watch.SecretWatches} reads each Secret that
 * our Ingresses name. Out come a {@link io.portico.ingress.model.objects.World} whenever it is asked for, and a signal
 * whenever it is another than before: equal facts wake nobody. {@code apply} reads it.
 */
@NullMarked
package io.portico.ingress.watch;

import org.jspecify.annotations.NullMarked;

/**
 * First station. Services, EndpointSlices and this proxy's Node come in from informers, filtered by the API server as
 * upstream's proxy filters them; out go a {@link io.portico.nodeproxy.model.objects.World} whenever it is asked for,
 * and a signal whenever it is another than before. Called by {@link io.portico.nodeproxy.NodeProxy} alone.
 */
@NullMarked
package io.portico.nodeproxy.watch;

import org.jspecify.annotations.NullMarked;

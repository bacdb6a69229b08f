/**
 * The endpoints of a Service's port, as its EndpointSlices say, for all who send traffic there: node-proxy's rules and
 * ingress-controller's upstreams. A slice is read once, when it arrives
 * ({@link io.portico.runtime.slices.SliceReader}); out comes, for one port, each endpoint with what counts of it
 * ({@link io.portico.runtime.slices.PortEndpoints}). Nothing here depends on a clock, a client or I/O.
 */
@NullMarked
package io.portico.runtime.slices;

import org.jspecify.annotations.NullMarked;

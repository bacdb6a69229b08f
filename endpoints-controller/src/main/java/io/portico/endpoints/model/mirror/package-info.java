/**
 * EndpointSlices for hand-written Endpoints: in go an Endpoints object that a user keeps for a Service without a
 * selector, and the slices that mirror it so far; out comes a {@link io.portico.endpoints.model.mirror.MirrorPlan}. By
 * it, readers of EndpointSlices alone, such as node-proxy, see what the user wrote. The rules are those of upstream's
 * endpointslicemirroring controller.
 */
@NullMarked
package io.portico.endpoints.model.mirror;

import org.jspecify.annotations.NullMarked;

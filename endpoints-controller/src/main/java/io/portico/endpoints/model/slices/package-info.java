/**
 * EndpointSlices: in go a Service, its pods and the slices that are there; out comes an
 * {@link io.portico.endpoints.model.slices.EndpointSlicePlan} that touches as few slices as it can. The rules are those
 * of upstream's {@code k8s.io/endpointslice}.
 */
@NullMarked
package io.portico.endpoints.model.slices;

import org.jspecify.annotations.NullMarked;

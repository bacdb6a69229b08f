/**
 * Whose EndpointSlices are whose where this controller takes over from another: which managers are known
 * ({@link io.portico.endpoints.model.takeover.Managers}), what is seen of slices that somebody else keeps
 * ({@link io.portico.endpoints.model.takeover.ForeignSlice}), and who wrote an object last
 * ({@link io.portico.endpoints.model.takeover.Write}).
 */
@NullMarked
package io.portico.endpoints.model.takeover;

import org.jspecify.annotations.NullMarked;

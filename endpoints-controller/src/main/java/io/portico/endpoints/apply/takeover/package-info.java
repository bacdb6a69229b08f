/**
 * What happens while somebody else writes the same objects: {@link io.portico.endpoints.apply.takeover.Rivalry} says
 * when a Service may be written, {@link io.portico.endpoints.apply.takeover.Neighbours} tells operators of it and of
 * slices that others keep.
 */
@NullMarked
package io.portico.endpoints.apply.takeover;

import org.jspecify.annotations.NullMarked;

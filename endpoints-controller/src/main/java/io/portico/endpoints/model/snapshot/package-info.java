/**
 * What {@code watch} hands to {@code apply}: {@link io.portico.endpoints.model.snapshot.Snapshot}, one Service and
 * everything that its plans are computed from, at one moment.
 */
@NullMarked
package io.portico.endpoints.model.snapshot;

import org.jspecify.annotations.NullMarked;

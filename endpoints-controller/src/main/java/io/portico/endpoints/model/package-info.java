/**
 * What the controller knows of the cluster, reduced to the fields that decide anything: in go API objects as they were
 * read, out come small immutable records ({@link io.portico.endpoints.model.ServiceRecord},
 * {@link io.portico.endpoints.model.PodRecord}), the ports of a Service as one pod resolves them, and what a user got
 * wrong. The two plans computed from them are in {@code model.slices} and {@code model.subsets}. Pure: no client, no
 * clock; {@code watch} fills it, {@code apply} carries it out.
 */
@NullMarked
package io.portico.endpoints.model;

import org.jspecify.annotations.NullMarked;

/**
 * What benchmarks share, whose commands are {@code deploy/bench/*}: a control plane with room for thousands of objects
 * ({@link io.portico.bench.ControlPlane}), processes under measurement ({@link io.portico.bench.MeasuredProcess}),
 * {@link io.portico.bench.Percentiles}, and how results are printed: {@link io.portico.bench.Machine} first, then a
 * {@link io.portico.bench.Table}, last the {@link io.portico.bench.Ratios} of ours to theirs. Each benchmark is a
 * package below, with a {@code Main} that runs in a network and process namespace of its own.
 */
@NullMarked
package io.portico.bench;

import org.jspecify.annotations.NullMarked;

/**
 * What every controller needs and no library has. Informers feed a {@link io.portico.runtime.WorkQueue} (reconcile per
 * key, perhaps out of the reflector's {@code ReducedStore}) or a {@link io.portico.runtime.Debounce} (recompute the
 * whole model); {@link io.portico.runtime.election.Leadership} says who may write; what is wrong with a user's object
 * goes out as a {@link io.portico.runtime.Problem} through the {@link io.portico.runtime.EventRecorder}; {@code /state}
 * prints what the {@link io.portico.runtime.state.StateSource} holds. No noun of any one service appears here.
 */
@NullMarked
package io.portico.runtime;

import org.jspecify.annotations.NullMarked;

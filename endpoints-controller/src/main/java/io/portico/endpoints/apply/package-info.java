/**
 * Carries plans out: {@link io.portico.endpoints.apply.Reconciler} takes a Service's key from the queue, has its plans
 * computed and writes them, each update with the resourceVersion and each deletion with the UID and resourceVersion
 * that the plan was computed from. {@link io.portico.endpoints.apply.Expectations} keeps it from acting on a view that
 * does not show its own last writes yet; the {@link io.portico.endpoints.apply.Ledger} remembers what it did for
 * metrics, for {@code /state} and for Events.
 */
@NullMarked
package io.portico.endpoints.apply;

import org.jspecify.annotations.NullMarked;

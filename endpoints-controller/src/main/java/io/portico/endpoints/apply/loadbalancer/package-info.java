/**
 * Writes what a {@link io.portico.endpoints.model.loadbalancer.LoadBalancerPlan} wants: addresses, condition and
 * finalizer of one Service in one patch of its status, which carries the resourceVersion that the plan was made from.
 * {@link io.portico.endpoints.apply.loadbalancer.LoadBalancerReconciler} takes keys from a queue of its own while this
 * replica leads, and tells users by Events; {@code /state} shows its plan.
 */
@NullMarked
package io.portico.endpoints.apply.loadbalancer;

import org.jspecify.annotations.NullMarked;

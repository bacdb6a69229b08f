/**
 * Which addresses of nodes each Service of type LoadBalancer is given. In goes a
 * {@link io.portico.endpoints.model.loadbalancer.LoadBalancerWorld}: the Services that ask, the nodes, the ports that
 * pods hold on them. Out comes a {@link io.portico.endpoints.model.loadbalancer.LoadBalancerPlan}: for each of those
 * Services what its status, its condition and its finalizer shall be, and what its user should mend. Pure;
 * {@code watch.loadbalancer} makes the world, {@code apply.loadbalancer} writes what differs.
 *
 * <pre>
 *   nodes ──▶ Candidates: who takes part, by which addresses ──┐
 *   pods' host ports ──▶ HostPortTable ──▶ withheld ───────────┼──▶ Assignments, the oldest Service first ──▶ plan
 *   GuardedPorts ──▶ refused ──────────────────────────────────┘
 * </pre>
 */
@NullMarked
package io.portico.endpoints.model.loadbalancer;

import org.jspecify.annotations.NullMarked;

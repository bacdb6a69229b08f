/**
 * The endpoints controller: keeps Endpoints and EndpointSlices of every Service with a selector true to its pods.
 *
 * <pre>
 *   API server ──▶ watch/ ──"this Service's key"──▶ WorkQueue ──▶ apply/ ──▶ API server
 *                    │                                             │
 *                    └── Snapshot: Service, pods, what is ours ──▶ model/  (pure: what to create, update, delete)
 * </pre>
 *
 * Beside that, from the same watches and with a queue of its own: the addresses of Services of type LoadBalancer
 * ({@code watch.LoadBalancerView}, {@code model.loadbalancer}, {@code apply.loadbalancer}).
 *
 * <p>This package only ties the stations together: {@link io.portico.endpoints.EndpointsController} is the whole
 * service without a framework, which is what tests start; the Quarkus application around it is a screen long.
 */
@NullMarked
package io.portico.endpoints;

import org.jspecify.annotations.NullMarked;

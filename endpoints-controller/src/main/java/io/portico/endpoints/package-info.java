/**
 * The endpoints controller: keeps Endpoints and EndpointSlices of every Service with a selector true to its pods.
 *
 * <pre>
 *   API server ──▶ watch/ ──"this Service's key"──▶ WorkQueue ──▶ apply/ ──▶ API server
 *                    │                                             │
 *                    └── Snapshot: Service, pods, what is ours ──▶ model/  (pure: what to create, update, delete)
 * </pre>
 *
 * This package only ties the stations together: {@link io.portico.endpoints.EndpointsController} is the whole service
 * without a framework, which is what tests start; the Quarkus application around it is a screen long.
 */
@NullMarked
package io.portico.endpoints;

import org.jspecify.annotations.NullMarked;

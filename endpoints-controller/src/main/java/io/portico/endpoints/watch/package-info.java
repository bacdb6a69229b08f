/**
 * From informers to "this Service's key changed": {@link io.portico.endpoints.watch.ClusterView} keeps what the model
 * needs of each object, finds the Services that a changed pod concerns, and tells its listener their keys. Nothing here
 * writes to the API server. {@code apply} reads one Service's {@link io.portico.endpoints.model.snapshot.Snapshot} from
 * it, and for load balancers, whose addresses are one matter for all Services, the world of
 * {@link io.portico.endpoints.watch.LoadBalancerView}.
 */
@NullMarked
package io.portico.endpoints.watch;

import org.jspecify.annotations.NullMarked;

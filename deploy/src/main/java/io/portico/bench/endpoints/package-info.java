/**
 * {@code deploy/bench/endpoints}: endpoints-controller and kube-controller-manager, of which only the endpoints
 * controllers run, each in its turn on the same API server with the same {@link io.portico.bench.endpoints.World}. In
 * comes a {@link io.portico.bench.endpoints.Scale}, out comes a {@link io.portico.bench.endpoints.Trial} for each turn
 * of each {@link io.portico.bench.endpoints.Contestant}; {@link io.portico.bench.endpoints.Main} prints them.
 */
@NullMarked
package io.portico.bench.endpoints;

import org.jspecify.annotations.NullMarked;

/**
 * {@code deploy/bench/routes}: what one change costs ingress-controller when thousands of Ingresses are there. In come
 * {@link io.portico.bench.routes.Settings}, out comes a {@link io.portico.bench.routes.Trial} for each turn of each
 * {@link io.portico.bench.routes.Build}; {@link io.portico.bench.routes.Main} prints them. Each turn meets the same
 * {@link io.portico.bench.routes.Site}; time is what a client sees, memory is what the JVM that serves says of itself
 * ({@link io.portico.bench.routes.Allocation}).
 */
@NullMarked
package io.portico.bench.routes;

import org.jspecify.annotations.NullMarked;

/**
 * Routes HTTP and HTTPS by host and path. Three stations, followed in one direction: {@code watch} (what changed),
 * {@code model} (what it means: a routing table, pure) and {@code apply} (one atomic swap in the data plane, Events,
 * status); {@code proxy} and {@code tls} are the data plane. {@link io.portico.ingress.IngressController} puts them
 * together and is called by Quarkus alone.
 */
@NullMarked
package io.portico.ingress;

import org.jspecify.annotations.NullMarked;

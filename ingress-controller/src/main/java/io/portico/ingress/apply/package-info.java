/**
 * Carries the model out: {@link io.portico.ingress.apply.RoutingLoop} turns changes into a routing table, hands it to
 * the {@link io.portico.ingress.engine.ProxyEngine}, and, where this replica leads, tells users what is wrong by Events
 * and writes the status of their Ingresses. Called by {@link io.portico.ingress.IngressController} alone.
 */
@NullMarked
package io.portico.ingress.apply;

import org.jspecify.annotations.NullMarked;

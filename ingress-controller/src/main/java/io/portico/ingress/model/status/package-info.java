/**
 * What belongs into the status of each object, as values: {@link io.portico.ingress.model.status.IngressStatuses} says
 * it of our Ingresses, {@link io.portico.ingress.model.status.IngressStatus} is what stands there, and
 * {@link io.portico.ingress.model.status.StatusAddresses} finds the addresses. Made by {@code translate} and
 * {@code watch}, written by {@code apply}.
 */
@NullMarked
package io.portico.ingress.model.status;

import org.jspecify.annotations.NullMarked;

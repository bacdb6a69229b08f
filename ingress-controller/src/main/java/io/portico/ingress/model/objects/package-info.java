/**
 * One reading for each API object, made when it arrives: of an {@code Ingress} come
 * {@link io.portico.ingress.model.objects.IngressFacts} with the problems of its text, of a Service
 * {@link io.portico.ingress.model.objects.ServiceFacts}, and so on; nobody looks at the object again. Equal facts mean
 * that nothing changed. All facts together are a {@link io.portico.ingress.model.objects.World}, which a changed one
 * shares all but the change with. Filled by {@code watch}, read by {@code translate}.
 */
@NullMarked
package io.portico.ingress.model.objects;

import org.jspecify.annotations.NullMarked;

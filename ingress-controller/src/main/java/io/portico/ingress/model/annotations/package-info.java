/**
 * What ingress-nginx' annotations mean here. {@link io.portico.ingress.model.annotations.IngressNginx} lists every name
 * that ingress-nginx knows, {@link io.portico.ingress.model.annotations.Catalogue} finds a name in it, also a misspelt
 * one, and {@link io.portico.ingress.model.annotations.AnnotationReading} says of one Ingress what is taken, what is
 * ignored, and what restricts access and therefore closes the Ingress. Strings in, values out; called by
 * {@code translate}.
 */
@NullMarked
package io.portico.ingress.model.annotations;

import org.jspecify.annotations.NullMarked;

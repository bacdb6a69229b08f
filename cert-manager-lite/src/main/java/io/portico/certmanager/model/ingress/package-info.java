/**
 * Reads Ingresses as their authors meant them: annotations and {@code tls} entries come in,
 * {@link io.portico.certmanager.model.ingress.CertificateRequest}s and sentences about mistakes go out
 * ({@link io.portico.certmanager.model.ingress.IngressReading}); the requests for one Secret become one
 * {@link io.portico.certmanager.model.ingress.MergedRequests}. Pure; called once for each Ingress that arrives.
 */
@NullMarked
package io.portico.certmanager.model.ingress;

import org.jspecify.annotations.NullMarked;

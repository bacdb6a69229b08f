/**
 * Which certificate is served for which host: a {@link io.portico.ingress.model.certificates.CertificateSource} is what
 * is known of a Secret, a {@link io.portico.ingress.model.certificates.HostCertificate} what follows for one host, and
 * {@link io.portico.ingress.model.certificates.Certificates} answers for all of them at a handshake, also why a host is
 * shown the default certificate. Values in, values out; made by {@code translate}, read by {@code engine} and
 * {@code tls}.
 */
@NullMarked
package io.portico.ingress.model.certificates;

import org.jspecify.annotations.NullMarked;

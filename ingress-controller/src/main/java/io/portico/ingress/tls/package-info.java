/**
 * Certificates as the JDK serves them. {@link io.portico.ingress.tls.CertificateReader} turns a Secret into a
 * certificate with its key, or into words about what is wrong with it (called by {@code watch});
 * {@link io.portico.ingress.tls.SniKeyManager} picks one per handshake out of the current
 * {@link io.portico.ingress.model.certificates.Certificates} (called by the TLS engine, handed new ones by
 * {@code engine}); {@link io.portico.ingress.tls.DefaultCertificate} makes the one that is served when nothing else is
 * there.
 */
@NullMarked
package io.portico.ingress.tls;

import org.jspecify.annotations.NullMarked;

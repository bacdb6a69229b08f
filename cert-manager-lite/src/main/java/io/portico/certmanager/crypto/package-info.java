/**
 * Makes keys and certificates, and reads those that are stored. A CA's Secret becomes a
 * {@link io.portico.certmanager.crypto.CertificateAuthority}; a {@link io.portico.certmanager.model.CertificateSpec}
 * and a CA become an {@link io.portico.certmanager.crypto.IssuedCertificate}; a Secret is reduced to the facts that the
 * model decides with ({@link io.portico.certmanager.crypto.SecretReading}). PEM, and whether key and certificate belong
 * together, are {@code io.portico.certificates}' to say. No client, no clock. Called by {@code watch}, {@code apply}
 * and {@code issuer}; private keys leave only as PEM.
 */
@NullMarked
package io.portico.certmanager.crypto;

import org.jspecify.annotations.NullMarked;

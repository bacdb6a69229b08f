/**
 * Keys, certificates and PEM. A CA's Secret becomes a {@link io.portico.certmanager.crypto.CertificateAuthority}; a
 * {@link io.portico.certmanager.model.CertificateSpec} and a CA become an
 * {@link io.portico.certmanager.crypto.IssuedCertificate}; a Secret's bytes become the facts that the model decides
 * with. BouncyCastle builds the structures, the JDK's own providers do all arithmetic, and no provider is registered,
 * so that native executables need nothing special. Called by the apply station alone; private keys leave only as PEM.
 */
@NullMarked
package io.portico.certmanager.crypto;

import org.jspecify.annotations.NullMarked;

/**
 * What a Secret's {@code tls.crt} and {@code tls.key} are: text in, certificates and the key that belongs to them out,
 * or a sentence ({@link io.portico.certificates.TlsKeyPair}). Every service that reads such a Secret asks here, so that
 * a Secret is good for all of them or for none. Pure: no client, no clock, no file. BouncyCastle reads and writes the
 * structures, the JDK's own providers do all arithmetic, and no provider is registered, so that native executables need
 * nothing special. Anybody may call; a private key is never part of a sentence or of a {@code toString}.
 *
 * <pre>
 * tls.crt ─► Pem ─► Certificates ─────┐
 *                                     ├─► CertificateChain ─► TlsKeyPair: Usable, Absent or Unusable
 * tls.key ─► Pem ─► PrivateKeyReader ─┘
 * </pre>
 */
@NullMarked
package io.portico.certificates;

import org.jspecify.annotations.NullMarked;

/**
 * Who makes certificates. An {@link io.portico.certmanager.issuer.Issuer} is asked for one, and answers with it or with
 * the time when it shall be asked again. Today there is one, {@link io.portico.certmanager.issuer.AuthorityIssuer}: the
 * CA itself, which answers at once. Called by the certificate reconciler.
 */
@NullMarked
package io.portico.certmanager.issuer;

import org.jspecify.annotations.NullMarked;

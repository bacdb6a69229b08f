/**
 * Carries plans out. {@link io.portico.certmanager.apply.CertificateReconciler} makes one Secret agree with what is
 * asked of it, {@link io.portico.certmanager.apply.AuthorityKeeper} the CA's Secret and the trust bundle,
 * {@link io.portico.certmanager.apply.IngressReviewer} tells Ingresses what is wrong with them, and
 * {@link io.portico.certmanager.apply.CertificateRegister} remembers how each certificate stands, for metrics and
 * {@code /state}. Keys come in from the work queue of the leading replica; writes of Secrets, the trust bundle and
 * Events go out. Nothing is ever deleted here.
 */
@NullMarked
package io.portico.certmanager.apply;

import org.jspecify.annotations.NullMarked;

/**
 * The values that certificates are decided with: what is wanted for one Secret
 * ({@link io.portico.certmanager.model.CertificateSpec}), what that Secret holds
 * ({@link io.portico.certmanager.model.StoredSecret}) and who would sign
 * ({@link io.portico.certmanager.model.AuthorityFacts}). Pure: no client, no clock, no key material. Ingresses come in
 * through {@code model.ingress}, {@code model.issuance} and {@code model.authority} decide, plans go out of
 * {@code model.plan}; anybody may call.
 */
@NullMarked
package io.portico.certmanager.model;

import org.jspecify.annotations.NullMarked;

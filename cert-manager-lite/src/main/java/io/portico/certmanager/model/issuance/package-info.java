/**
 * Decides whether a certificate is issued: a {@link io.portico.certmanager.model.issuance.Situation} (what is wanted,
 * what is stored, who signs, what time it is) goes through
 * {@link io.portico.certmanager.model.issuance.IssuancePolicies}, and a
 * {@link io.portico.certmanager.model.issuance.Decision} comes out, held back by the Secret's
 * {@link io.portico.certmanager.model.IssuanceBudget}. Pure; called by {@code model.plan}.
 */
@NullMarked
package io.portico.certmanager.model.issuance;

import org.jspecify.annotations.NullMarked;

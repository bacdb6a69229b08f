/**
 * Decides about the CA's Secret: what it holds, what this replica remembers of it and what signs there are of an
 * earlier one ({@link io.portico.certmanager.model.authority.AuthoritySituation}) become an
 * {@link io.portico.certmanager.model.authority.AuthorityPlan}. Pure; called by the authority keeper, which carries it
 * out.
 */
@NullMarked
package io.portico.certmanager.model.authority;

import org.jspecify.annotations.NullMarked;

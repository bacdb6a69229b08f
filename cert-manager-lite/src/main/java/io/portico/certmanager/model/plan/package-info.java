/**
 * Says what is done about one object, as values: for a Secret that Ingresses name, a
 * {@link io.portico.certmanager.model.plan.CertificatePlan} with what to issue, what to tell whom, how the certificate
 * stands and when to look again; for an Ingress, a {@link io.portico.certmanager.model.plan.ReviewPlan}. Pure; the
 * reconcilers of {@code apply} carry plans out, {@code /state} and the metrics show the statuses.
 */
@NullMarked
package io.portico.certmanager.model.plan;

import org.jspecify.annotations.NullMarked;

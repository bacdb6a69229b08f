/**
 * cert-manager-lite: runs the CA {@code kube-ca} and keeps one certificate for each Secret that annotated Ingresses
 * name in {@code spec.tls}. Objects are reduced to facts when {@code watch} sees them, and one work queue of the
 * leading replica holds what to look at. {@code model} decides what is done, as a plan; {@code apply} carries plans
 * out, with certificates from an {@code issuer}, which has {@code crypto} make them.
 * {@link io.portico.certmanager.CertManager} puts the stations together; Quarkus starts it through
 * {@link io.portico.certmanager.CertManagerLite}.
 *
 * <pre>
 *           watch                 model                                             apply
 * Ingress ─► IngressReading ─► MergedRequests ─► CertificateSpec ─┐
 * Secret  ─► StoredSecret ────────────────────────────────────────┼─► CertificatePlan ─► Secret, Events, status
 * kube-ca ─► CertificateAuthority ─► AuthorityFacts ──────────────┘        │ Order ▲
 *    │                                                                     ▼       │ certificate, or: ask again then
 *    └──────► AuthorityPlan ─► kube-ca, trust bundle                      Issuer ──┘
 * </pre>
 */
@NullMarked
package io.portico.certmanager;

import org.jspecify.annotations.NullMarked;

/**
 * cert-manager-lite: runs the CA {@code kube-ca} and keeps one certificate for each Secret that annotated Ingresses
 * name in {@code spec.tls}. Informers in {@code watch} say which key changed, {@code model} decides, {@code crypto}
 * signs, {@code apply} writes. {@link io.portico.certmanager.CertManager} puts the stations together; Quarkus starts it
 * through {@link io.portico.certmanager.CertManagerLite}.
 *
 * <pre>
 * Ingress ──► IngressReading ──► MergedRequests ──► CertificateSpec ─┐
 * Secret  ──► PairReading ─────► StoredSecret ───────────────────────┼─► Situation ─► Decision ─► Secret, Event
 * kube-ca ──► CertificateAuthority ─► AuthorityFacts ────────────────┘    (budget)
 * </pre>
 */
@NullMarked
package io.portico.certmanager;

import org.jspecify.annotations.NullMarked;

/**
 * From objects to routes: {@link io.portico.ingress.model.translate.Translation#of} takes a
 * {@link io.portico.ingress.model.objects.World} and the translation before, and makes anew only what depends on what
 * differs between both worlds.
 *
 * <pre>
 *   IngressClasses      which Ingresses are ours
 *   IngressTranslator   one Ingress: what it claims on each host       (again when it, or a Service that it names, differs)
 *   HostClaims          one host: who has it, in one place             (again when a claim to it differs)
 *   UpstreamResolver    one Service port: its endpoints                (again when its Service or slices differ)
 *   TlsTranslator       one Ingress: what spec.tls says of each host   (again when it, a Secret, or the time differs)
 *   CertificateAssignment  one host: whose certificate it gets         (again when what is said of it differs)
 * </pre>
 *
 * What is wrong with an object is a problem beside the result and harms no other. Pure: the present moment is given.
 * Called by {@code apply} after every change.
 */
@NullMarked
package io.portico.ingress.model.translate;

import org.jspecify.annotations.NullMarked;

package io.portico.certmanager.model.ingress;

import io.portico.certmanager.model.CertificateOptions;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.values.NamespacedName;
import java.util.Comparator;
import java.util.List;

/**
 * One {@code tls} entry of one Ingress.
 *
 * @param ingress who asks
 * @param created the Ingress' creationTimestamp, RFC 3339 in UTC: of two Ingresses that disagree the older wins
 * @param secret where the certificate shall be stored
 * @param hosts the entry's valid hosts, in lower case, at least one
 * @param options the Ingress' annotations
 */
public record CertificateRequest(
        ObjectRef ingress, String created, NamespacedName secret, List<String> hosts, CertificateOptions options) {

    /** Older Ingresses first. */
    static final Comparator<CertificateRequest> BY_AGE =
            Comparator.comparing(CertificateRequest::created).thenComparing(CertificateRequest::ingress);
}

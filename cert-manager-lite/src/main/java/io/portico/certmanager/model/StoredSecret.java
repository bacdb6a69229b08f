package io.portico.certmanager.model;

import org.jspecify.annotations.Nullable;

/**
 * A Secret as it is stored now.
 *
 * @param uid its UID, which the renewal's jitter is taken from
 * @param type such as {@code kubernetes.io/tls}; immutable in Kubernetes
 * @param managed whether it carries our label or our identity annotation: only then may it be overwritten
 * @param identity what {@link CertificateSpec#identity} was when we wrote it; null if we never did
 * @param authority the fingerprint of the CA that it was issued by when we wrote it; null if that is not known
 * @param pair its certificate and key
 * @param trustCurrent whether {@code ca.crt} is the trust anchor of today's CA
 */
public record StoredSecret(
        String uid,
        String type,
        boolean managed,
        @Nullable String identity,
        @Nullable String authority,
        StoredPair pair,
        boolean trustCurrent) {

    /** The type that Ingress controllers expect. */
    public static final String TLS_TYPE = "kubernetes.io/tls";
}

package io.portico.certmanager.model;

import org.jspecify.annotations.Nullable;

/**
 * A Secret as it is stored now, reduced when it arrives to what decisions need. No key is kept.
 *
 * @param uid its UID, which the renewal's jitter is taken from
 * @param type such as {@code kubernetes.io/tls}; immutable in Kubernetes
 * @param managed whether it carries our label or our identity annotation: only then may it be overwritten
 * @param identity what {@link CertificateSpec#identity} was when we wrote it; null if we never did
 * @param authority the fingerprint of the CA that it was issued by when we wrote it; null if that is not known
 * @param reason why it was issued last; empty when that is not known
 * @param budgets what was spent for it
 * @param pair its certificate and key
 * @param trust SHA-256 of its {@code ca.crt}, in hexadecimal
 */
public record StoredSecret(
        String uid,
        String type,
        boolean managed,
        @Nullable String identity,
        @Nullable String authority,
        String reason,
        IssuanceBudgets budgets,
        StoredPair pair,
        String trust) {

    /** The type that Ingress controllers expect. */
    public static final String TLS_TYPE = "kubernetes.io/tls";
}

package io.portico.certmanager.model;

/** The names on and in a Secret that holds a certificate of ours: label, annotations, entries. */
public final class ManagedSecret {
    /** The label on each Secret that we wrote. */
    public static final String LABEL = "portico.io/managed-by";

    /** The label's value. */
    public static final String LABEL_VALUE = "cert-manager-lite";

    /** {@link CertificateSpec#identity} of what was issued. */
    public static final String IDENTITY = "portico.io/certificate-identity";

    /** Who issued it. */
    public static final String ISSUER = "portico.io/issuer";

    /** Why it was issued. */
    public static final String REASON = "portico.io/issue-reason";

    /** The fingerprint of the CA's certificate that issued it. */
    public static final String AUTHORITY = "portico.io/issued-by";

    /** {@link IssuanceBudgets#own}. */
    public static final String ISSUANCES = "portico.io/issuances";

    /** {@link IssuanceBudgets#authority}. */
    public static final String ISSUANCES_FOR_AUTHORITY = "portico.io/issuances-for-authority";

    /** The entry of the leaf and the issuers below the root. */
    public static final String CERTIFICATE = "tls.crt";

    /** The entry of the private key. */
    public static final String KEY = "tls.key";

    /** The entry of what clients have to trust; of the trust bundle's ConfigMap too. */
    public static final String TRUST_ANCHOR = "ca.crt";

    private ManagedSecret() {}
}

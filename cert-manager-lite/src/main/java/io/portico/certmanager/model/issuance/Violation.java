package io.portico.certmanager.model.issuance;

/**
 * Why the stored certificate does not do.
 *
 * @param reason stable and machine-readable
 * @param message a sentence for Events, logs and {@code /state}
 */
public record Violation(Reason reason, String message) {

    /** The names are those of cert-manager's {@code internal/controller/certificates/policies/constants.go}. */
    public enum Reason {
        /** There is no Secret. */
        DoesNotExist,
        /** The Secret lacks {@code tls.crt}, {@code tls.key} or the right {@code ca.crt}. */
        MissingData,
        /** {@code tls.crt} is unreadable, or not valid yet. */
        InvalidCertificate,
        /** {@code tls.key} is unreadable or belongs to another certificate. */
        InvalidKeyPair,
        /** The certificate covers other hosts than the Ingresses name. */
        SecretMismatch,
        /** The CA of today did not sign the certificate. */
        IncorrectIssuer,
        /** The annotations or the CA's certificate changed since it was issued. */
        RequestChanged,
        /** The certificate has ended. */
        Expired,
        /** It is time to renew the certificate. */
        Renewing
    }

    @Override
    public String toString() {
        return reason + ": " + message;
    }
}

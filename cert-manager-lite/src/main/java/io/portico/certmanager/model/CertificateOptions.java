package io.portico.certmanager.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an Ingress may choose by {@code cert-manager.io/} annotations.
 *
 * @param algorithm of the private key
 * @param keySize in bits; one of the algorithm's {@link KeyAlgorithm#sizes}
 * @param duration from the issue to the end of validity; at least an hour, and never longer than the CA's own
 * @param renewBefore how long before its end the certificate is renewed; null: after two thirds of its lifetime
 * @param commonName the subject's CN, at most 64 characters (RFC 5280, ub-common-name); null: the first host that fits
 */
public record CertificateOptions(
        KeyAlgorithm algorithm,
        int keySize,
        Duration duration,
        @Nullable Duration renewBefore,
        @Nullable String commonName) {

    /** The longest CN that RFC 5280 allows. */
    public static final int COMMON_NAME_LENGTH = 64;

    /** ECDSA P-256, 90 days, renewed after two thirds. */
    public static final CertificateOptions DEFAULT = new CertificateOptions(
            KeyAlgorithm.ECDSA, KeyAlgorithm.ECDSA.defaultSize(), Duration.ofDays(90), null, null);
}

package io.portico.certmanager.model;

import java.util.List;

/** What a Secret's {@code tls.crt} and {@code tls.key} turned out to be. */
public sealed interface StoredPair {
    /** At least one of the two is missing or empty; {@code keys} names which. */
    record Absent(List<String> keys) implements StoredPair {}

    /** {@code tls.crt} is no certificate chain; {@code why} is half a sentence. */
    record BrokenCertificate(String why) implements StoredPair {}

    /** {@code tls.key} cannot be read or belongs to another certificate; {@code why} is half a sentence. */
    record BrokenKey(String why) implements StoredPair {}

    /** A certificate and its private key. */
    record Intact(CertificateFacts certificate) implements StoredPair {}
}

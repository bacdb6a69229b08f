package io.portico.ingress.model;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A certificate with its key, ready to be served.
 *
 * @param origin where it came from: {@code namespace/name} of a Secret, or words
 * @param chain the leaf first
 * @param names the DNS names of the leaf's subjectAltName, lower case; the common name does not count, as no client
 *     reads it any more (RFC 9525)
 * @param fingerprint of the leaf: SHA-256, hexadecimal
 */
public record ServerCertificate(
        String origin, List<X509Certificate> chain, PrivateKey key, Set<String> names, String fingerprint) {

    /** Whether a client that asked for this host accepts it: by its name or by a wildcard of one label. */
    public boolean covers(String host) {
        var wildcard = HostName.wildcardOf(host);
        return names.contains(host) || (wildcard != null && names.contains(wildcard));
    }

    /** {@code EC}, {@code RSA} or {@code EdDSA}. */
    public String keyType() {
        return chain.getFirst().getPublicKey().getAlgorithm();
    }

    /** Never the key. */
    @Override
    public String toString() {
        return origin + " sha256:" + fingerprint.substring(0, 16) + " " + new TreeSet<>(names) + " until "
                + chain.getFirst().getNotAfter().toInstant();
    }
}

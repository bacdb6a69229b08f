package io.portico.ingress.model.certificates;

import io.portico.runtime.net.HostName;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
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
 * @param remarks what its owner should mend although it is served
 */
public record ServerCertificate(
        String origin,
        List<X509Certificate> chain,
        PrivateKey key,
        Set<String> names,
        String fingerprint,
        List<Remark> remarks) {

    /**
     * Something to mend.
     *
     * @param reason as of an Event
     * @param words the end of a sentence that begins with the Secret
     */
    public record Remark(String reason, String words) {}

    /** One without fault. */
    public ServerCertificate(
            String origin, List<X509Certificate> chain, PrivateKey key, Set<String> names, String fingerprint) {
        this(origin, chain, key, names, fingerprint, List.of());
    }

    /** When it begins to be valid. */
    public Instant notBefore() {
        return chain.getFirst().getNotBefore().toInstant();
    }

    /** When it ends. */
    public Instant notAfter() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** Whether clients accept its dates at this moment. */
    public boolean validAt(Instant moment) {
        return !moment.isBefore(notBefore()) && !moment.isAfter(notAfter());
    }

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
        return origin + " sha256:" + fingerprint.substring(0, 16) + " " + new TreeSet<>(names) + " until " + notAfter();
    }
}

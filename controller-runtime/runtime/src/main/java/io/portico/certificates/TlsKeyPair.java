package io.portico.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.SortedSet;

/**
 * What the certificate and the private key of one Secret turned out to be: {@code tls.crt} and {@code tls.key},
 * whatever the Secret's type. Dates are not looked at: an expired pair is one.
 */
public sealed interface TlsKeyPair {

    /** At least one of the two is missing or empty; {@code entries} names which. */
    record Absent(List<String> entries) implements TlsKeyPair {}

    /**
     * They cannot be used.
     *
     * @param entry the one to mend: {@code tls.crt} or {@code tls.key}
     * @param fault half a sentence that follows the entry's name: {@code is encrypted; store it without a passphrase}
     */
    record Unusable(String entry, String fault) implements TlsKeyPair {}

    /**
     * A server can show them.
     *
     * @param chain the leaf first, then the issuer of each, as far as they are there
     * @param key that belongs to the leaf
     * @param names the leaf's DNS names, in lower case
     * @param remarks what the owner should mend nevertheless
     */
    record Usable(List<X509Certificate> chain, PrivateKey key, SortedSet<String> names, List<Remark> remarks)
            implements TlsKeyPair {

        /** The certificate that the key belongs to. */
        public X509Certificate leaf() {
            return chain.getFirst();
        }

        /** Never the key. */
        @Override
        public String toString() {
            return "Usable[" + leaf().getSubjectX500Principal() + " for " + names + ", remarks=" + remarks + "]";
        }
    }

    /**
     * Reads them; never throws.
     *
     * @param certificates {@code tls.crt}: PEM, the leaf first; another order is sorted
     * @param key {@code tls.key}: PEM; the first key counts
     * @param authorities {@code ca.crt}: PEM, known issuers; what cannot be read there is nobody's harm
     */
    static TlsKeyPair read(byte[] certificates, byte[] key, byte[] authorities) {
        return TlsKeyPairReader.read(certificates, key, authorities);
    }
}

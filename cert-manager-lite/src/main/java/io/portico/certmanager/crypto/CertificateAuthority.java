package io.portico.certmanager.crypto;

import io.portico.certificates.Certificates;
import io.portico.certificates.InvalidPemException;
import io.portico.certificates.KeyPairs;
import io.portico.certificates.TlsKeyPair;
import io.portico.certmanager.model.AuthorityFacts;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A CA that can sign: {@code kube-ca}, made by us or brought by the user.
 *
 * @param chain its own certificate, then those of its issuers below the root, if it is an intermediate
 * @param trustAnchor the root that clients shall trust; the top of the chain where the root is not known
 * @param key its private key
 */
public record CertificateAuthority(List<X509Certificate> chain, X509Certificate trustAnchor, PrivateKey key) {
    private static final int KEY_CERT_SIGN = 5;
    private static final int SHORTEST_RSA = 2048;
    private static final byte[] NO_AUTHORITIES = {};

    /**
     * Reads a CA's Secret.
     *
     * @param certificate {@code tls.crt}: the CA's certificate first, then its issuers, if any
     * @param privateKey {@code tls.key}: PKCS#8, PKCS#1 or SEC1
     * @param root {@code ca.crt}, the root above an intermediate; null where there is none
     * @param now for the CA's validity
     * @throws InvalidPemException with a sentence that begins with the entry's name, when nothing can be signed with it
     */
    public static CertificateAuthority read(byte[] certificate, byte[] privateKey, byte @Nullable [] root, Instant now)
            throws InvalidPemException {
        var pair = pair(certificate, privateKey);
        var chain = pair.chain();
        var key = pair.key();
        var own = pair.leaf();
        check(!(key instanceof RSAKey || key instanceof ECKey), "tls.key is neither an RSA nor an elliptic curve key");
        check(own.getBasicConstraints() < 0, "tls.crt is not a CA's certificate (basicConstraints has no CA:TRUE)");
        var usage = own.getKeyUsage();
        check(
                usage != null && !usage[KEY_CERT_SIGN],
                "tls.crt may not sign certificates (keyUsage has no keyCertSign)");
        check(
                key instanceof RSAKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA,
                "tls.key is an RSA key of less than " + SHORTEST_RSA + " bits");
        check(
                own.getNotBefore().toInstant().isAfter(now),
                "tls.crt is not valid before " + own.getNotBefore().toInstant());
        check(
                !own.getNotAfter().toInstant().isAfter(now),
                "tls.crt ended at " + own.getNotAfter().toInstant());
        return new CertificateAuthority(belowRoot(chain), trustAnchor(chain, root), key);
    }

    private static TlsKeyPair.Usable pair(byte[] certificate, byte[] privateKey) throws InvalidPemException {
        return switch (TlsKeyPair.read(certificate, privateKey, NO_AUTHORITIES)) {
            case TlsKeyPair.Usable usable -> usable;
            case TlsKeyPair.Absent(var entries) ->
                throw new InvalidPemException("the Secret has no " + String.join(" and no ", entries));
            case TlsKeyPair.Unusable(var entry, var fault) -> throw new InvalidPemException(entry + " " + fault);
        };
    }

    /** The CA's certificate itself stays in, root or not. */
    private static List<X509Certificate> belowRoot(List<X509Certificate> chain) {
        var issuers = chain.stream().skip(1).filter(issuer -> !Certificates.selfSigned(issuer));
        return Stream.concat(Stream.of(chain.getFirst()), issuers).toList();
    }

    private static X509Certificate trustAnchor(List<X509Certificate> chain, byte @Nullable [] root)
            throws InvalidPemException {
        var top = chain.getLast();
        if (root == null || root.length == 0 || Certificates.selfSigned(top)) {
            return top;
        }
        var anchor = authorities(root).getFirst();
        check(!Certificates.issued(anchor, top), "ca.crt did not sign the topmost certificate in tls.crt");
        return anchor;
    }

    /** The certificate that signs. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** {@code ca.crt} of every Secret, and the trust bundle. */
    public String trustAnchorPem() {
        return Certificates.print(trustAnchor);
    }

    /** {@code tls.crt} of the CA's own Secret. */
    public String certificatePem() {
        return Certificates.print(certificate());
    }

    /** {@code tls.key} of the CA's own Secret. */
    public String privateKeyPem() {
        return KeyPairs.print(key);
    }

    /** What a server sends after its leaf: the issuers below the root. */
    List<X509Certificate> intermediates() {
        return chain.stream()
                .filter(certificate -> !Certificates.selfSigned(certificate))
                .toList();
    }

    /** What the model needs of it. */
    public AuthorityFacts facts() {
        return new AuthorityFacts(
                certificate().getSubjectX500Principal().getName(),
                Certificates.fingerprint(certificate()),
                SecretData.digest(trustAnchorPem().getBytes(StandardCharsets.UTF_8)),
                certificate().getNotAfter().toInstant());
    }

    /** Without the private key, so that no log ever shows it. */
    @Override
    public String toString() {
        return "CertificateAuthority[" + facts() + "]";
    }

    private static List<X509Certificate> authorities(byte[] pem) throws InvalidPemException {
        try {
            return Certificates.read(pem);
        } catch (InvalidPemException e) {
            throw new InvalidPemException("ca.crt " + e.sentence(), e);
        }
    }

    private static void check(boolean wrong, String sentence) throws InvalidPemException {
        if (wrong) {
            throw new InvalidPemException(sentence);
        }
    }
}

package io.portico.certificates;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Finds the certificate that a key belongs to, and the sentence where there is none. */
final class TlsKeyPairReader {
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";

    private TlsKeyPairReader() {}

    /** See {@link TlsKeyPair#read}. */
    static TlsKeyPair read(byte[] certificates, byte[] key, byte[] authorities) {
        var absent = Stream.of(certificates.length == 0 ? CERTIFICATE : "", key.length == 0 ? KEY : "")
                .filter(entry -> !entry.isEmpty())
                .toList();
        if (!absent.isEmpty()) {
            return new TlsKeyPair.Absent(absent);
        }
        List<X509Certificate> written;
        try {
            written = Certificates.read(certificates);
        } catch (InvalidPemException e) {
            return new TlsKeyPair.Unusable(CERTIFICATE, e.sentence());
        }
        try {
            var read = PrivateKeyReader.first(key);
            for (var certificate : written) {
                var found = PrivateKeyReader.key(read, certificate.getPublicKey());
                if (found.isPresent()) {
                    return certificate.equals(written.getFirst()) || !issuedAny(certificate, written)
                            ? usable(found.get(), certificate, written, authorities)
                            : new TlsKeyPair.Unusable(KEY, keyOfCa(certificate));
                }
            }
            return new TlsKeyPair.Unusable(
                    KEY,
                    stranger(PrivateKeyReader.key(read), written.getFirst().getPublicKey())
                            + (PrivateKeyReader.count(key) > 1 ? "; of the keys in it the first counts" : ""));
        } catch (InvalidPemException e) {
            return new TlsKeyPair.Unusable(KEY, e.sentence());
        }
    }

    private static TlsKeyPair usable(
            PrivateKey key, X509Certificate leaf, List<X509Certificate> written, byte[] authorities) {
        try {
            var names = Collections.unmodifiableSortedSet(Certificates.dnsNames(leaf));
            var chain = CertificateChain.of(leaf, written, known(authorities));
            return new TlsKeyPair.Usable(chain.certificates(), key, names, chain.remarks());
        } catch (InvalidPemException e) {
            return new TlsKeyPair.Unusable(CERTIFICATE, e.sentence());
        }
    }

    /** A key of the issuer serves nobody; the issuer that stands first is what a server would show, as OpenSSL does. */
    private static boolean issuedAny(X509Certificate issuer, List<X509Certificate> written) {
        return written.stream().anyMatch(other -> !other.equals(issuer) && Certificates.issued(issuer, other));
    }

    private static String keyOfCa(X509Certificate ca) {
        return "belongs to the CA \"" + ca.getSubjectX500Principal().getName()
                + "\" in tls.crt; store the key of the certificate that it issued";
    }

    private static List<X509Certificate> known(byte[] authorities) {
        try {
            return Certificates.read(authorities);
        } catch (InvalidPemException e) {
            return List.of();
        }
    }

    private static String stranger(PrivateKey key, PublicKey certified) {
        return key.getAlgorithm().equals(certified.getAlgorithm())
                ? KeyPairs.obstacle(key, certified)
                        .map(words -> "is of a kind that cannot be used" + words)
                        .orElse("does not belong to the certificate in tls.crt")
                : "is of kind " + key.getAlgorithm() + ", and the certificate in tls.crt needs one of kind "
                        + certified.getAlgorithm();
    }
}

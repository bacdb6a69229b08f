package io.portico.ingress.tls;

import io.portico.ingress.model.ServerCertificate.Remark;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;

/**
 * The certificates of a {@code tls.crt} in the order in which TLS sends them: the leaf, then the issuer of each (RFC
 * 8446 §4.4.2; a root may be left out, as every client has its own).
 *
 * @param certificates the leaf first
 * @param remarks what the owner should mend although it can be served
 */
record CertificateChain(List<X509Certificate> certificates, List<Remark> remarks) {

    /**
     * The chain of the certificate that the key belongs to, wherever it stands.
     *
     * @param written as they stand in {@code tls.crt}, at least one
     * @param belongsToKey finds the leaf; without one the first is taken
     * @param known the CA certificates that stand beside it, in {@code ca.crt}
     */
    static CertificateChain of(
            List<X509Certificate> written, Predicate<X509Certificate> belongsToKey, Collection<X509Certificate> known) {
        var first = written.getFirst();
        var leaf = belongsToKey.test(first)
                ? first
                : written.stream().filter(belongsToKey).findFirst().orElse(first);
        var chain = new ArrayList<>(List.of(leaf));
        for (var issuer = issuer(leaf, written, chain); issuer.isPresent(); ) {
            chain.add(issuer.get());
            issuer = issuer(issuer.get(), written, chain);
        }
        var remarks = new ArrayList<Remark>();
        if (!written.subList(0, chain.size()).equals(chain)) {
            remarks.add(new Remark(
                    "CertificateChainOutOfOrder",
                    written.indexOf(leaf) > 0 && isCa(first)
                            ? "has a tls.crt that begins with the CA; it is served in the right order, but others will"
                                    + " refuse it: put the leaf first, then its issuer, and so on"
                            : "has a tls.crt in the wrong order; it is served in the right one, but others will not do"
                                    + " so: put the leaf first, then its issuer, and so on"));
        }
        var last = chain.getLast();
        var issuer = last.getIssuerX500Principal();
        var ends = issuer.equals(last.getSubjectX500Principal())
                || known.stream().anyMatch(ca -> issued(ca, last))
                || PublicRoots.SUBJECTS.contains(issuer);
        if (!ends) {
            remarks.add(new Remark(
                    "CertificateChainIncomplete",
                    "has a tls.crt that ends with a certificate of \"" + issuer.getName()
                            + "\", which is neither in it nor"
                            + " a public root, so clients that do not know that issuer refuse it: append the issuer's"
                            + " certificate to tls.crt, or, if it is your own root, store it as ca.crt"));
        }
        return new CertificateChain(List.copyOf(chain), List.copyOf(remarks));
    }

    private static Optional<X509Certificate> issuer(
            X509Certificate of, List<X509Certificate> written, List<X509Certificate> taken) {
        return written.stream()
                .filter(candidate -> !taken.contains(candidate) && issued(candidate, of))
                .findFirst();
    }

    private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isCa(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }

    /** The roots that the JDK trusts, read when they are first asked for. */
    private static final class PublicRoots {
        static final Set<X500Principal> SUBJECTS = read();

        private PublicRoots() {}

        private static Set<X500Principal> read() {
            try {
                var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init((KeyStore) null);
                return Arrays.stream(factory.getTrustManagers())
                        .filter(X509TrustManager.class::isInstance)
                        .map(X509TrustManager.class::cast)
                        .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
                        .map(X509Certificate::getSubjectX500Principal)
                        .collect(Collectors.toUnmodifiableSet());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has a trust store", e);
            }
        }
    }
}

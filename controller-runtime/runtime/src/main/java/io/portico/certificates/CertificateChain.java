package io.portico.certificates;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    /** Real ones have three or four; the bound keeps what a text of thousands of certificates costs. */
    private static final int LONGEST = 10;

    /**
     * The chain of one certificate out of a text.
     *
     * @param leaf one of {@code written}
     * @param written as they stand in {@code tls.crt}
     * @param known the CA certificates that stand beside it, in {@code ca.crt}
     */
    static CertificateChain of(X509Certificate leaf, List<X509Certificate> written, Collection<X509Certificate> known) {
        var chain = new ArrayList<>(List.of(leaf));
        for (var issuer = issuer(leaf, written, chain);
                issuer.isPresent() && chain.size() < LONGEST;
                issuer = issuer(chain.getLast(), written, chain)) {
            chain.add(issuer.get());
        }
        var remarks = new ArrayList<Remark>();
        if (!written.subList(0, chain.size()).equals(chain)) {
            remarks.add(outOfOrder(written.indexOf(leaf) > 0 && isCa(written.getFirst())));
        }
        if (!ends(chain.getLast(), known)) {
            remarks.add(incomplete(chain.getLast().getIssuerX500Principal()));
        }
        return new CertificateChain(List.copyOf(chain), List.copyOf(remarks));
    }

    private static Optional<X509Certificate> issuer(
            X509Certificate of, List<X509Certificate> written, List<X509Certificate> taken) {
        return written.stream()
                .filter(candidate -> !taken.contains(candidate) && Certificates.issued(candidate, of))
                .findFirst();
    }

    private static boolean ends(X509Certificate last, Collection<X509Certificate> known) {
        var issuer = last.getIssuerX500Principal();
        return issuer.equals(last.getSubjectX500Principal())
                || known.stream().anyMatch(ca -> Certificates.issued(ca, last))
                || PublicRoots.SUBJECTS.contains(issuer);
    }

    private static Remark outOfOrder(boolean caFirst) {
        return new Remark(
                "CertificateChainOutOfOrder",
                caFirst
                        ? "has a tls.crt that begins with the CA; it is served in the right order, but others will"
                                + " refuse it: put the leaf first, then its issuer, and so on"
                        : "has a tls.crt in the wrong order; it is served in the right one, but others will not do"
                                + " so: put the leaf first, then its issuer, and so on");
    }

    private static Remark incomplete(X500Principal issuer) {
        return new Remark(
                "CertificateChainIncomplete",
                "has a tls.crt that ends with a certificate of \"" + issuer.getName() + "\", which is neither in it nor"
                        + " a public root, so clients that do not know that issuer refuse it: append the issuer's"
                        + " certificate to tls.crt, or, if it is your own root, store it as ca.crt");
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

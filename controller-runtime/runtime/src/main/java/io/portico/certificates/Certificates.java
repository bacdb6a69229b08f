package io.portico.certificates;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads, compares and prints X.509 certificates. */
public final class Certificates {
    private static final int DNS_NAME = 2;

    /** The labels that OpenSSL takes; what trusted ones have behind the certificate is not read. */
    private static final Set<String> LABELS = Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");

    private Certificates() {}

    /**
     * All certificates of a PEM text in their order, at least one; other blocks, such as keys, are left out.
     *
     * @throws InvalidPemException when there is none, or one that cannot be read
     */
    public static List<X509Certificate> read(byte[] pem) throws InvalidPemException {
        var certificates = new ArrayList<X509Certificate>();
        for (var block : Pem.blocks(pem)) {
            if (LABELS.contains(block.label())) {
                certificates.add(decode(block.decode()));
            }
        }
        if (certificates.isEmpty()) {
            throw new InvalidPemException(Pem.none(pem, "CERTIFICATE"));
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate decode(byte[] der) throws InvalidPemException {
        try {
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            var _ = certificate.getPublicKey(); // reads it
            return certificate;
        } catch (CertificateException | RuntimeException e) {
            throw new InvalidPemException("has a certificate that cannot be read" + Words.of(e), e);
        }
    }

    /** PEM text of one certificate. */
    public static String print(X509Certificate certificate) {
        return Pem.print("CERTIFICATE", encoded(certificate));
    }

    /** PEM text of all of them, in their order. */
    public static String print(Collection<X509Certificate> chain) {
        return chain.stream().map(Certificates::print).collect(Collectors.joining());
    }

    /** SHA-256 of the whole certificate, in hexadecimal. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded(certificate)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether the one names the other as its issuer, and the other's key made its signature. */
    public static boolean issued(X509Certificate issuer, X509Certificate certificate) {
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

    /** Whether it is its own issuer, as roots are. */
    public static boolean selfSigned(X509Certificate certificate) {
        return issued(certificate, certificate);
    }

    /**
     * The DNS names among its subject alternative names, in lower case. The common name does not count, as no client
     * reads it any more (RFC 9525).
     *
     * @throws InvalidPemException when they cannot be read
     */
    public static SortedSet<String> dnsNames(X509Certificate certificate) throws InvalidPemException {
        try {
            var names = new TreeSet<String>();
            for (var name : Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.<List<?>>of())) {
                if (name.get(0).equals(DNS_NAME)) {
                    names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
                }
            }
            return names;
        } catch (CertificateParsingException e) {
            throw new InvalidPemException("has subject alternative names that cannot be read", e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }
}

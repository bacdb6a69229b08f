package io.portico.certmanager.crypto;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** Reads and prints X.509 certificates. */
final class Certificates {
    private static final int DNS_NAME = 2;

    private Certificates() {}

    /** The chain in its order, at least one certificate. */
    static List<X509Certificate> read(byte[] pem) throws InvalidPemException {
        var chain = new ArrayList<X509Certificate>();
        for (var block : Pem.parse(pem)) {
            if (block.label().equals("CERTIFICATE")) {
                chain.add(decode(block.der()));
            }
        }
        if (chain.isEmpty()) {
            throw new InvalidPemException("has no PEM block CERTIFICATE");
        }
        return List.copyOf(chain);
    }

    private static X509Certificate decode(byte[] der) throws InvalidPemException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new InvalidPemException("is not a certificate that can be read", e);
        }
    }

    static String print(X509Certificate certificate) {
        return Pem.print("CERTIFICATE", encoded(certificate));
    }

    static String print(List<X509Certificate> chain) {
        return String.join("", chain.stream().map(Certificates::print).toList());
    }

    /** SHA-256 of the whole certificate, in hexadecimal. */
    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded(certificate)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static boolean signed(X509Certificate certificate, X509Certificate issuer) {
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

    static boolean selfSigned(X509Certificate certificate) {
        return signed(certificate, certificate);
    }

    /** The DNS names among its subject alternative names, sorted. */
    static List<String> hosts(X509Certificate certificate) throws InvalidPemException {
        try {
            var hosts = new TreeSet<String>();
            for (var name : Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.<List<?>>of())) {
                if (name.get(0).equals(DNS_NAME)) {
                    hosts.add((String) name.get(1));
                }
            }
            return List.copyOf(hosts);
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

package io.portico.ingress.tls;

import io.fabric8.kubernetes.api.model.Secret;
import io.portico.ingress.model.CertificateSource;
import io.portico.ingress.model.ServerCertificate;
import io.portico.ingress.model.ServerCertificate.Remark;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads {@code tls.crt} and {@code tls.key} of a Secret (kubernetes.io/tls or Opaque): a PEM chain, leaf first, and a
 * key in PKCS#8, PKCS#1 ({@code RSA PRIVATE KEY}) or SEC1 ({@code EC PRIVATE KEY}), and makes sure that they belong
 * together. A chain in another order is sorted. What is wrong is told in words and never thrown.
 */
public final class CertificateReader {
    private static final int DNS_NAME = 2;
    private static final String RSA_PSS = "RSASSA-PSS";
    private static final PSSParameterSpec SHA256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    private CertificateReader() {}

    /** What is wrong with a Secret, as the end of a sentence that begins with its name. */
    private static final class Fault extends Exception {
        Fault(String message) {
            super(message);
        }
    }

    /** What a Secret holds; broken ones keep what the same Secret held before. */
    public static CertificateSource read(Secret secret, Optional<ServerCertificate> lastGood) {
        try {
            var written = chain(data(secret, "tls.crt"));
            var pem = data(secret, "tls.key");
            var chain = CertificateChain.of(
                    written, candidate -> belongs(pem, candidate.getPublicKey()), authorities(secret));
            var key = key(pem, chain.certificates().getFirst().getPublicKey());
            var metadata = secret.getMetadata();
            return new CertificateSource.Usable(certificate(
                    metadata.getNamespace() + "/" + metadata.getName(), chain.certificates(), key, chain.remarks()));
        } catch (Fault e) {
            return new CertificateSource.Broken(String.valueOf(e.getMessage()), lastGood);
        } catch (GeneralSecurityException e) {
            return new CertificateSource.Broken("has a tls.crt that cannot be read: " + words(e), lastGood);
        }
    }

    static List<X509Certificate> parseDer(byte[] der) throws CertificateException {
        return List.of((X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
    }

    static ServerCertificate certificate(
            String origin, List<X509Certificate> chain, PrivateKey key, List<Remark> remarks)
            throws GeneralSecurityException {
        var names = new TreeSet<String>();
        var alternatives = chain.getFirst().getSubjectAlternativeNames();
        if (alternatives != null) {
            for (var alternative : alternatives) {
                if (alternative.getFirst().equals(DNS_NAME)) {
                    names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        }
        var digest =
                MessageDigest.getInstance("SHA-256").digest(chain.getFirst().getEncoded());
        return new ServerCertificate(origin, chain, key, names, HexFormat.of().formatHex(digest), remarks);
    }

    /** The JDK puts the names of its exceptions in front of the words. */
    private static String words(GeneralSecurityException e) {
        return String.valueOf(e.getMessage()).replaceAll("[a-z]+(\\.[a-z]+)+\\.[A-Z][A-Za-z]*(Exception|Error): *", "");
    }

    /**
     * The CA certificates that cert-manager stores beside a certificate; what cannot be read there is nobody's harm.
     */
    private static List<X509Certificate> authorities(Secret secret) {
        try {
            return chain(data(secret, "ca.crt"));
        } catch (Fault | GeneralSecurityException e) {
            return List.of();
        }
    }

    private static boolean belongs(String pem, PublicKey publicKey) {
        try {
            key(pem, publicKey);
            return true;
        } catch (Fault e) {
            return false;
        }
    }

    private static String data(Secret secret, String name) throws Fault {
        var encoded = secret.getData() == null ? null : secret.getData().get(name);
        if (encoded == null || encoded.isEmpty()) {
            throw new Fault("has no " + name);
        }
        try {
            return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw new Fault("has a " + name + " that is not base64");
        }
    }

    private static List<X509Certificate> chain(String pem) throws Fault, GeneralSecurityException {
        var chain = new ArrayList<X509Certificate>();
        var blocks = PEM.matcher(pem);
        while (blocks.find()) {
            if (blocks.group(1).equals("CERTIFICATE")) {
                chain.addAll(parseDer(decode("tls.crt", blocks.group(2))));
            }
        }
        if (chain.isEmpty()) {
            throw new Fault("has no PEM block CERTIFICATE in tls.crt");
        }
        return List.copyOf(chain);
    }

    private static PrivateKey key(String pem, PublicKey publicKey) throws Fault {
        var blocks = PEM.matcher(pem);
        while (blocks.find()) {
            switch (blocks.group(1)) {
                case "PRIVATE KEY" -> {
                    return key(decode("tls.key", blocks.group(2)), publicKey);
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                    if (blocks.group(2).contains("ENCRYPTED")) {
                        throw encrypted();
                    }
                    return key(pkcs8(decode("tls.key", blocks.group(2)), publicKey), publicKey);
                }
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
                default -> {
                    // EC PARAMETERS and certificates may stand beside the key.
                }
            }
        }
        throw new Fault(
                pem.contains("ENCRYPTED")
                        ? "has an encrypted tls.key; store it without a passphrase"
                        : "has no PEM block PRIVATE KEY in tls.key");
    }

    private static Fault encrypted() {
        return new Fault("has an encrypted tls.key; store it without a passphrase");
    }

    /** RFC 5208: version, algorithm, key. The algorithm, with its curve, is that of the certificate's public key. */
    private static byte[] pkcs8(byte[] key, PublicKey publicKey) {
        return Der.sequence(
                Der.integer(new byte[1]), Der.firstInside(publicKey.getEncoded()), Der.element(Der.OCTET_STRING, key));
    }

    private static PrivateKey key(byte[] pkcs8, PublicKey publicKey) throws Fault {
        PrivateKey key;
        try {
            key = KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new Fault("has a tls.key that is no " + publicKey.getAlgorithm()
                    + " key, as the certificate in tls.crt needs it");
        }
        if (!belongTogether(key, publicKey)) {
            throw new Fault("has a tls.key that does not belong to the certificate in tls.crt");
        }
        return key;
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        try {
            var algorithm = switch (publicKey.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> publicKey.getAlgorithm();
            };
            var text = "one pair?".getBytes(StandardCharsets.US_ASCII);
            var signer = Signature.getInstance(algorithm);
            if (algorithm.equals(RSA_PSS)) {
                // RFC 4055 §3.1: the key may say with which parameters it is to be used; it has no default ones.
                signer.setParameter(
                        publicKey instanceof RSAKey rsa && rsa.getParams() != null ? rsa.getParams() : SHA256);
            }
            signer.initSign(key);
            signer.update(text);
            var signature = signer.sign();
            signer.initVerify(publicKey);
            signer.update(text);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] decode(String name, String base64) throws Fault {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new Fault("has a " + name + " that is not PEM: " + e.getMessage());
        }
    }
}

package io.portico.certificates;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Reads the first private key of a PEM text: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) or SEC1 (RFC 5915), told apart by
 * what they are and not by their label, as Go's {@code tls.X509KeyPair} does it. Certificates and EC PARAMETERS in
 * front of it are passed over.
 */
final class PrivateKeyReader {
    private static final String LABEL = "PRIVATE KEY";
    private static final String WANTED = "PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY";
    private static final String ENCRYPTED = "is encrypted; store it without a passphrase";

    private PrivateKeyReader() {}

    /** The key in the form of PKCS#8; of a SEC1 key without a curve, the curve is absent. */
    static PrivateKeyInfo first(byte[] pem) throws InvalidPemException {
        for (var block : Pem.blocks(pem)) {
            if (block.label().equals("OPENSSH PRIVATE KEY")) {
                throw new InvalidPemException(
                        "is a key in the format of OpenSSH; convert it with ssh-keygen -p -m PKCS8");
            }
            if (block.label().endsWith(LABEL)) {
                if (block.encrypted() || block.label().startsWith("ENCRYPTED")) {
                    throw new InvalidPemException(ENCRYPTED);
                }
                return pkcs8(block.decode());
            }
        }
        throw new InvalidPemException(Pem.none(pem, WANTED));
    }

    /** How many keys there are. */
    static long count(byte[] pem) {
        return Pem.blocks(pem).stream()
                .filter(block -> block.label().endsWith(LABEL))
                .count();
    }

    /** BouncyCastle answers a damaged structure with whatever RuntimeException its getters come across. */
    private static PrivateKeyInfo pkcs8(byte[] der) throws InvalidPemException {
        try {
            var sequence = ASN1Sequence.getInstance(der);
            return switch (sequence.getObjectAt(1)) {
                case ASN1Integer _ -> new PrivateKeyInfo(rsa(), RSAPrivateKey.getInstance(sequence));
                case ASN1OctetString _ -> sec1(ECPrivateKey.getInstance(sequence));
                default -> PrivateKeyInfo.getInstance(sequence);
            };
        } catch (IOException | RuntimeException e) {
            throw new InvalidPemException("is not a private key that can be read", e);
        }
    }

    private static AlgorithmIdentifier rsa() {
        return new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    }

    private static PrivateKeyInfo sec1(ECPrivateKey key) throws IOException {
        var curve = key.getParametersObject();
        return new PrivateKeyInfo(
                curve == null
                        ? new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey)
                        : new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve),
                key);
    }

    /** A key that stands for itself. */
    static PrivateKey key(PrivateKeyInfo read) throws InvalidPemException {
        try {
            return new JcaPEMKeyConverter().getPrivateKey(read);
        } catch (IOException | RuntimeException e) {
            throw new InvalidPemException("is not a private key that can be read" + Words.of(e), e);
        }
    }

    /**
     * The key as that of a certificate. What the older formats leave open, the certificate's key says: the curve, or
     * that an RSA key may sign with RSASSA-PSS alone (RFC 4055, 1.2). Empty when it cannot be its key.
     */
    static Optional<PrivateKey> key(PrivateKeyInfo read, PublicKey certified) {
        var algorithm = SubjectPublicKeyInfo.getInstance(certified.getEncoded()).getAlgorithm();
        try {
            var key = key(openIn(read, algorithm) ? new PrivateKeyInfo(algorithm, read.parsePrivateKey()) : read);
            return KeyPairs.belongTogether(key, certified) ? Optional.of(key) : Optional.empty();
        } catch (InvalidPemException | IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean openIn(PrivateKeyInfo read, AlgorithmIdentifier certified) {
        var algorithm = read.getPrivateKeyAlgorithm();
        return algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                ? algorithm.getParameters() == null && certified.getAlgorithm().equals(algorithm.getAlgorithm())
                : algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)
                        && certified.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS);
    }
}

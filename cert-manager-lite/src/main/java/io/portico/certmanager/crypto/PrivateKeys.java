package io.portico.certmanager.crypto;

import io.portico.certmanager.model.KeyAlgorithm;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Makes, reads, prints and compares private keys: RSA and elliptic curves. */
final class PrivateKeys {
    private PrivateKeys() {}

    static KeyPair generate(KeyAlgorithm algorithm, int size, SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance(
                    switch (algorithm) {
                        case RSA -> "RSA";
                        case ECDSA -> "EC";
                    });
            switch (algorithm) {
                case RSA -> generator.initialize(size, random);
                case ECDSA -> generator.initialize(new ECGenParameterSpec("secp" + size + "r1"), random);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm + " " + size, e);
        }
    }

    /** PKCS#8, which every reader takes. */
    static String print(PrivateKey key) {
        return Pem.print("PRIVATE KEY", key.getEncoded());
    }

    /**
     * The first key in PKCS#8, PKCS#1 or SEC1; parameters in front, as {@code openssl ecparam} writes them, are
     * skipped.
     */
    static PrivateKey read(byte[] pem) throws InvalidPemException {
        for (var block : Pem.parse(pem)) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return decode(block.der());
                }
                case "RSA PRIVATE KEY" -> {
                    return decode(pkcs8OfPkcs1(block.der()));
                }
                case "EC PRIVATE KEY" -> {
                    return decode(pkcs8OfSec1(block.der()));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new InvalidPemException("is encrypted; store it without a passphrase");
                default -> {}
            }
        }
        throw new InvalidPemException("has no PEM block PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY");
    }

    private static PrivateKey decode(byte[] pkcs8) throws InvalidPemException {
        var algorithm = structure(
                "is not a private key that can be read",
                () -> PrivateKeyInfo.getInstance(pkcs8).getPrivateKeyAlgorithm().getAlgorithm());
        var name = algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
                ? "RSA"
                : algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : "";
        if (name.isEmpty()) {
            throw new InvalidPemException("is neither an RSA nor an elliptic curve key");
        }
        try {
            return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new InvalidPemException("is not a private key that can be read", e);
        }
    }

    private static byte[] pkcs8OfPkcs1(byte[] der) throws InvalidPemException {
        var algorithm = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
        return structure(
                "is not a PKCS#1 key that can be read",
                () -> new PrivateKeyInfo(algorithm, RSAPrivateKey.getInstance(der)).getEncoded());
    }

    private static byte[] pkcs8OfSec1(byte[] der) throws InvalidPemException {
        return structure("is not a SEC1 key that can be read", () -> {
            var key = ECPrivateKey.getInstance(der);
            var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject());
            return new PrivateKeyInfo(algorithm, key).getEncoded();
        });
    }

    private interface Structure<T> {
        T read() throws IOException;
    }

    /** BouncyCastle answers a damaged structure with whatever RuntimeException its getters come across. */
    private static <T> T structure(String complaint, Structure<T> structure) throws InvalidPemException {
        try {
            return structure.read();
        } catch (IOException | RuntimeException e) {
            throw new InvalidPemException(complaint, e);
        }
    }

    /**
     * The JCA name of the signature to make with this key; a hash as strong as the key, as cert-manager 1.17 chooses.
     */
    static String signatureAlgorithm(PrivateKey key) {
        return switch (key) {
            case RSAKey rsa -> hash(rsa.getModulus().bitLength(), 3072, 4096) + "withRSA";
            case ECKey curve -> hash(curve.getParams().getOrder().bitLength(), 384, 521) + "withECDSA";
            default -> throw new IllegalArgumentException("neither RSA nor EC: " + key.getAlgorithm());
        };
    }

    private static String hash(int bits, int sha384, int sha512) {
        return bits >= sha512 ? "SHA512" : bits >= sha384 ? "SHA384" : "SHA256";
    }

    /** Whether what the private key signs, the public key verifies. */
    static boolean match(PrivateKey privateKey, PublicKey publicKey) {
        try {
            var probe = new byte[] {1, 2, 3};
            var algorithm = signatureAlgorithm(privateKey);
            var signer = Signature.getInstance(algorithm);
            signer.initSign(privateKey);
            signer.update(probe);
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(probe);
            return verifier.verify(signer.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

package io.portico.certificates;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;

/** Compares, signs with and prints keys: RSA, RSASSA-PSS, elliptic curves, Ed25519. */
public final class KeyPairs {
    private static final String RSA_PSS = "RSASSA-PSS";
    private static final PSSParameterSpec PSS_SHA256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);
    private static final byte[] PROBE = "one pair?".getBytes(StandardCharsets.US_ASCII);

    private KeyPairs() {}

    /** PKCS#8 as PEM text, which every reader takes. */
    public static String print(PrivateKey key) {
        return Pem.print("PRIVATE KEY", key.getEncoded());
    }

    /**
     * The JCA name of the signature to make with an RSA or elliptic curve key; a hash as strong as the key, as
     * cert-manager 1.17 chooses.
     *
     * @throws IllegalArgumentException for a key of another kind
     */
    public static String signatureAlgorithm(PrivateKey key) {
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
    public static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        if (privateKey instanceof RSAKey ours
                && publicKey instanceof RSAKey theirs
                && !ours.getModulus().equals(theirs.getModulus())) {
            return false; // without the price of a signature, as a text may hold many certificates
        }
        try {
            var signed = sign(privateKey, publicKey);
            var verifier = signature(publicKey);
            verifier.initVerify(publicKey);
            verifier.update(PROBE);
            return verifier.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // of another kind, or of one that signs nothing, such as X25519
        }
    }

    /** Why nothing can be signed with that key in the way of that certificate's; empty when it can be. */
    static Optional<String> obstacle(PrivateKey privateKey, PublicKey publicKey) {
        try {
            var _ = sign(privateKey, publicKey);
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of(Words.of(e));
        }
    }

    private static byte[] sign(PrivateKey privateKey, PublicKey publicKey) throws GeneralSecurityException {
        var signer = signature(publicKey);
        signer.initSign(privateKey);
        signer.update(PROBE);
        return signer.sign();
    }

    private static Signature signature(PublicKey key) throws GeneralSecurityException {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        var signature = Signature.getInstance(algorithm);
        if (algorithm.equals(RSA_PSS)) {
            use(signature, key);
        }
        return signature;
    }

    /** RFC 4055, 3.1: the key may say with which parameters it is to be used; it has no default ones. */
    private static void use(Signature signature, PublicKey key) throws InvalidAlgorithmParameterException {
        signature.setParameter(key instanceof RSAKey rsa && rsa.getParams() != null ? rsa.getParams() : PSS_SHA256);
    }
}

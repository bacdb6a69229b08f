package io.portico.certmanager.crypto;

import io.portico.certmanager.model.KeyAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;

/** Makes private keys. */
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
}

package io.portico.certmanager.model;

import java.util.List;

/** The kinds of private key a leaf may have. Ed25519 is left out: browsers do not accept it in certificates. */
public enum KeyAlgorithm {
    /** NIST curves, by the bits of the curve. */
    ECDSA,
    /** By the bits of the modulus. */
    RSA;

    /** The size where none is asked for. */
    public int defaultSize() {
        return sizes().getFirst();
    }

    /** The sizes that may be asked for. RSA 8192 is left out, as each handshake would take tens of milliseconds. */
    public List<Integer> sizes() {
        return switch (this) {
            case ECDSA -> List.of(256, 384, 521);
            case RSA -> List.of(2048, 3072, 4096);
        };
    }
}

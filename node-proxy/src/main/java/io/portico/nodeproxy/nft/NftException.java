package io.portico.nodeproxy.nft;

/** A transaction that was not carried out, or may not have been. Its message is one line for the operator. */
public final class NftException extends Exception {
    private static final long serialVersionUID = 1;

    /** With the operator's line. */
    public NftException(String message) {
        super(message);
    }
}

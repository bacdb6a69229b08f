package io.portico.certmanager.crypto;

/** A Secret's entry cannot be used; the message is half a sentence that follows the entry's name. */
public final class InvalidPemException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidPemException(String message) {
        super(message);
    }

    InvalidPemException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The half sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}

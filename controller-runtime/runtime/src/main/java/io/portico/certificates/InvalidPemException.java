package io.portico.certificates;

/** A text cannot be used; the message is half a sentence that follows the name of where it stands. */
public final class InvalidPemException extends Exception {
    private static final long serialVersionUID = 1L;

    /** {@code message} begins with a verb: {@code is encrypted; store it without a passphrase}. */
    public InvalidPemException(String message) {
        super(message);
    }

    /** As the other one; {@code cause} is for logs alone. */
    public InvalidPemException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The half sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}

package io.portico.nodeproxy.nft.process;

import java.util.regex.Pattern;

/** A transaction that was not carried out, or may not have been. Its message is one line for the operator. */
public final class NftException extends Exception {
    private static final long serialVersionUID = 1;

    private static final Pattern MISSING =
            Pattern.compile("Error: (Could not process rule: )?No such file or directory");

    private static final Pattern OTHERWISE = Pattern.compile("File exists|Operation not supported");

    private static final Pattern MISMATCH = Pattern.compile("File exists|No such file or directory");

    /** Whether the kernel has something under a name that the transaction declares in another way. */
    public boolean declaredOtherwise() {
        return OTHERWISE.matcher(String.valueOf(getMessage())).find();
    }

    /** Whether the transaction speaks of something that is not in the kernel. */
    public boolean missing() {
        return MISSING.matcher(String.valueOf(getMessage())).find();
    }

    private final boolean refused;

    /** With the operator's line; whether it was carried out is not known. */
    public NftException(String message) {
        this(message, false);
    }

    private NftException(String message, boolean refused) {
        super(message);
        this.refused = refused;
    }

    /** The transaction was looked at and not carried out: the kernel has what it had. */
    public static NftException refusal(String message) {
        return new NftException(message, true);
    }

    /** Whether it is sure that nothing of it was carried out. */
    public boolean refused() {
        return refused;
    }

    /** Whether what is in the kernel is not what the transaction takes it for. */
    public boolean mismatch() {
        return MISMATCH.matcher(String.valueOf(getMessage())).find();
    }
}

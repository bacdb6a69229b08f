package io.portico.nodeproxy.nft;

import java.util.regex.Pattern;

/** A transaction that was not carried out, or may not have been. Its message is one line for the operator. */
public final class NftException extends Exception {
    private static final long serialVersionUID = 1;

    private static final Pattern MISSING =
            Pattern.compile("Error: (Could not process rule: )?No such file or directory");

    private static final Pattern OTHERWISE = Pattern.compile("File exists|Operation not supported");

    /** Whether the kernel has something under a name that the transaction declares in another way. */
    public boolean declaredOtherwise() {
        return OTHERWISE.matcher(String.valueOf(getMessage())).find();
    }

    /** Whether the transaction speaks of something that is not in the kernel. */
    public boolean missing() {
        return MISSING.matcher(String.valueOf(getMessage())).find();
    }

    /** With the operator's line. */
    public NftException(String message) {
        super(message);
    }
}

package io.portico.testkit.corpus;

/**
 * A response as the client had it.
 *
 * @param status 0 where it was none that can be understood; its body is then all that came
 * @param fields of its head and its trailers
 * @param isCut whether the connection ended before it did
 */
record SeenResponse(int status, Fields fields, String body, boolean isCut) {
    private static final int SWITCHING = 101;
    private static final int FINAL = 200;

    /** Whether another response to the same request follows. */
    boolean isInformational() {
        return status >= 100 && status < FINAL && status != SWITCHING;
    }

    boolean isUpgrade() {
        return status == SWITCHING;
    }

    String title() {
        return (status == 0 ? "no HTTP" : Integer.toString(status)) + (isCut ? " cut" : "");
    }
}

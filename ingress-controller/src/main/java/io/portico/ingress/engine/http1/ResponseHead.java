package io.portico.ingress.engine.http1;

/**
 * The head of a response as it was read.
 *
 * @param status 100 to 999
 * @param minor of HTTP/1.minor
 * @param length of its body, as {@link BodyLength} has it
 */
public record ResponseHead(int status, int minor, HeaderBlock headers, long length) {
    private static final int FINAL = 200;

    /** Whether another response to the same request follows (RFC 9110 §15.2). */
    public boolean isInformational() {
        return status < FINAL;
    }
}

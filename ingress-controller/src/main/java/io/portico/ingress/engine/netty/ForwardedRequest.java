package io.portico.ingress.engine.netty;

import io.portico.ingress.engine.http1.HeaderBlock;
import org.jspecify.annotations.Nullable;

/**
 * A request as it goes to an endpoint.
 *
 * @param target path and query, as the client wrote them
 * @param headers rewritten, without those that frame the body
 * @param length of its body, as {@link io.portico.ingress.engine.http1.BodyLength} has it
 * @param expectsContinue whether the client waits to be told to send the body
 * @param upgrade the protocol that it wants to go on with; null for none
 */
record ForwardedRequest(
        String method,
        String target,
        HeaderBlock headers,
        long length,
        boolean expectsContinue,
        @Nullable String upgrade) {
    boolean isHead() {
        return method.equals("HEAD");
    }

    boolean hasBody() {
        return length != 0;
    }

    /** Whether doing it twice is the same as doing it once (RFC 9110 §9.2.2). */
    boolean isIdempotent() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
            default -> false;
        };
    }
}

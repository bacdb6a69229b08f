package io.portico.ingress.engine;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;

/**
 * What the proxy itself answers: a status and one plain line.
 *
 * @param location where a redirect leads
 */
public record LocalResponse(int status, Optional<String> location) {
    /** The value of {@code Server}. */
    public static final String SERVER = "portico";

    /** The value of {@code Content-Type}. */
    public static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    /** Without a location. */
    public static LocalResponse of(int status) {
        return new LocalResponse(status, Optional.empty());
    }

    /** {@code 503 Service Unavailable}, a line. */
    public String line() {
        return HttpResponseStatus.valueOf(status) + "\n";
    }
}

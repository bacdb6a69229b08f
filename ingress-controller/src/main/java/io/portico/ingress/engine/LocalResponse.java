package io.portico.ingress.engine;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy itself answers: a status and one plain line.
 *
 * @param field the one header that the status asks for; null where it asks for none
 */
public record LocalResponse(int status, @Nullable Field field) {
    /** The value of {@code Server}. */
    public static final String SERVER = "portico";

    /** The value of {@code Content-Type}. */
    public static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    /** Until the first whole table is served. A new replica has it within seconds. */
    public static final LocalResponse NOT_YET = new LocalResponse(503, new Field("retry-after", "2"));

    private static final int METHOD_NOT_ALLOWED = 405;
    private static final Field ALLOW = new Field("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

    /** A header, its name in lower case. */
    public record Field(String name, String value) {}

    /** Without anything else but what the status demands: 405 has {@code Allow} (RFC 9110 §15.5.6). */
    public static LocalResponse of(int status) {
        return new LocalResponse(status, status == METHOD_NOT_ALLOWED ? ALLOW : null);
    }

    /** A redirect to there. */
    public static LocalResponse redirect(int status, String location) {
        return new LocalResponse(status, new Field("location", location));
    }

    /** {@code 503 Service Unavailable}, a line. */
    public String line() {
        return HttpResponseStatus.valueOf(status) + "\n";
    }
}

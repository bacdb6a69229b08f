package io.portico.ingress.model.routing;

import java.time.Duration;

/**
 * How requests go to an upstream.
 *
 * @param connectTimeout how long connecting to an endpoint may take
 * @param readTimeout how long an endpoint may be silent before its answer
 * @param attempts on how many endpoints one request is tried, at least one; a retry happens only before anything was
 *     sent
 */
public record UpstreamPolicy(Duration connectTimeout, Duration readTimeout, int attempts) {
    /** 5 s and 60 s, as ingress-nginx has them, and three endpoints. */
    public static final UpstreamPolicy DEFAULT = new UpstreamPolicy(Duration.ofSeconds(5), Duration.ofSeconds(60), 3);

    /** The same with other timeouts. */
    public UpstreamPolicy withTimeouts(Duration connect, Duration read) {
        return new UpstreamPolicy(connect, read, attempts);
    }
}

package io.portico.ingress.engine;

import io.portico.runtime.net.Cidr;
import java.time.Duration;
import java.util.List;

/**
 * How an engine serves.
 *
 * @param redirectPort the HTTPS port that clients see, and redirects name unless it is 443
 * @param eventLoops servers per port, each on an event loop of its own
 * @param silence how long an endpoint may be silent before its answer; a client may be silent a little longer
 * @param trustedProxies whose word on the client counts: {@code X-Forwarded-*} of all others are overwritten
 * @param proxyProtocol whether connections of trusted proxies begin with a PROXY header (HAProxy's proxy-protocol.txt)
 * @param forwarded whether endpoints get {@code Forwarded} (RFC 7239) beside {@code X-Forwarded-*}
 */
public record EngineSettings(
        int redirectPort,
        int eventLoops,
        Duration silence,
        List<Cidr> trustedProxies,
        boolean proxyProtocol,
        boolean forwarded) {}

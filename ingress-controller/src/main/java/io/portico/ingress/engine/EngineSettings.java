package io.portico.ingress.engine;

import java.time.Duration;

/**
 * How an engine serves.
 *
 * @param redirectPort the HTTPS port that clients see, and redirects name unless it is 443
 * @param eventLoops servers per port, each on an event loop of its own
 * @param silence how long an endpoint may be silent before its answer; a client may be silent a little longer
 */
public record EngineSettings(int redirectPort, int eventLoops, Duration silence) {}

package io.portico.nodeproxy.health;

import java.time.Duration;

/**
 * How the node as a whole is asked for.
 *
 * @param host the address of {@code /healthz}; empty for all addresses
 * @param port of {@code /healthz}; 0 for nowhere
 * @param patience how long a change may wait to be applied before the node counts as unhealthy
 */
public record HealthSettings(String host, int port, Duration patience) {}

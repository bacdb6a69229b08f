package io.portico.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * What all services share; the chart sets each by an environment variable ({@code PORTICO_NAMESPACE},
 * {@code PORTICO_POD_NAME}, {@code PORTICO_NODE_NAME}).
 */
@ConfigMapping(prefix = "portico")
public interface PorticoConfig {
    /** The install namespace: Leases, the CA's Secret and the default backend live there. */
    @WithDefault("portico-system")
    String namespace();

    /** This replica's name in Leases and Events; the host's name where it is not set. */
    Optional<String> podName();

    /** The Node that this replica runs on, for {@code /state}; node-proxy cannot do without. */
    Optional<String> nodeName();

    /** {@link #podName()}, or the host's name. */
    default String identity() {
        return podName()
                .orElseGet(() -> Optional.ofNullable(System.getenv("HOSTNAME")).orElse("portico"));
    }
}

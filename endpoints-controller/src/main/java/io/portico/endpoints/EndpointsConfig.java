package io.portico.endpoints;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** This service's settings; each can be given by an environment variable ({@code PORTICO_ENDPOINTS_WORKERS}). */
@ConfigMapping(prefix = "portico.endpoints")
public interface EndpointsConfig {
    /** How many Services are reconciled at the same time; each worker is a virtual thread. */
    @WithDefault("16")
    int workers();

    /** How many endpoints one EndpointSlice holds at most, 1 to 1000. */
    @WithDefault("100")
    int maxEndpointsPerSlice();
}

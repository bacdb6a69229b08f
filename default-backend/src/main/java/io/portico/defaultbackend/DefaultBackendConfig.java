package io.portico.defaultbackend;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the default backend; environment variables such as {@code PORTICO_DEFAULT_BACKEND_PORT} set them. */
@ConfigMapping(prefix = "portico.default-backend")
public interface DefaultBackendConfig {
    /** The traffic port; 0 takes a free one. */
    @WithDefault("8080")
    int port();

    /** How long a connection may stay without a byte in either direction. */
    @WithDefault("60s")
    Duration idleTimeout();
}

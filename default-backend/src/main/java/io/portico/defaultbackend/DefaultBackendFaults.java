package io.portico.defaultbackend;

import io.portico.runtime.settings.Faults;
import io.portico.runtime.settings.Settings;
import java.time.Duration;

/** What cannot work of {@link DefaultBackendConfig}. */
final class DefaultBackendFaults {
    static final Settings<DefaultBackendConfig> SETTINGS =
            new Settings<>("portico.default-backend", DefaultBackendConfig.class, 9000, DefaultBackendFaults::find);

    private static final String PREFIX = "portico.default-backend.";

    private DefaultBackendFaults() {}

    private static void find(DefaultBackendConfig config, Faults faults) {
        faults.port(PREFIX + "port", config.port());
        // The server counts in seconds, and 0 of them would be for ever.
        faults.duration(PREFIX + "idle-timeout", config.idleTimeout(), Duration.ofSeconds(1));
    }
}

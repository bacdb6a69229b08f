package io.portico.defaultbackend;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.testkit.RefusedSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefaultBackendFaultsTest {
    private static final RefusedSettings REFUSED =
            new RefusedSettings("default-backend", "PORTICO_DEFAULT_BACKEND_", DefaultBackendFaults.SETTINGS);

    @Test
    void defaults_work() {
        REFUSED.assertDefaultsWork();
    }

    @Test
    void what_cannot_work_is_refused_by_name_and_all_at_once() {
        assertThat(REFUSED.sentences(Map.of(
                        "PORT", "9000",
                        "IDLE_TIMEOUT", "900ms",
                        "PROT", "80")))
                .containsExactly(
                        "PORTICO_DEFAULT_BACKEND_PROT is no setting of default-backend (did you mean"
                                + " PORTICO_DEFAULT_BACKEND_PORT?)",
                        "quarkus.management.port and portico.default-backend.port are both 9000; each needs a port of its"
                                + " own",
                        "portico.default-backend.idle-timeout is 900ms; write 1s or more, and no more than 24d");
    }
}

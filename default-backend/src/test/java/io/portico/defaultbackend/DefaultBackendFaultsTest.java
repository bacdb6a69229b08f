package io.portico.defaultbackend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefaultBackendFaultsTest {
    @Test
    void defaults_work() {
        assertThat(faults(Map.of())).isEmpty();
    }

    @Test
    void what_cannot_work_is_refused_by_name_and_all_at_once() {
        assertThat(faults(Map.of(
                        "PORTICO_DEFAULT_BACKEND_PORT", "9000",
                        "PORTICO_DEFAULT_BACKEND_IDLE_TIMEOUT", "900ms",
                        "PORTICO_DEFAULT_BACKEND_PROT", "80")))
                .containsExactly(
                        "PORTICO_DEFAULT_BACKEND_PROT is no setting of default-backend (did you mean"
                                + " PORTICO_DEFAULT_BACKEND_PORT?)",
                        "quarkus.management.port and portico.default-backend.port are both 9000; each needs a port of its"
                                + " own",
                        "portico.default-backend.idle-timeout is 900ms; write 1s or more, and no more than 24d");
    }

    private static List<String> faults(Map<String, String> environment) {
        return DefaultBackendFaults.SETTINGS
                .faults("default-backend", environment, Map.of())
                .sentences();
    }
}
